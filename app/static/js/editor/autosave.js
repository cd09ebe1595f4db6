/* Long forms save themselves 2 s after the last key, before a link is followed and on leaving: <form data-autosave="address"> posts
   its fields there; what the answer holds in #saved stands beside its title, with data-waits when some of it waits for its writer.
   Until a change is acknowledged it is kept in this tab's storage, and leaving is asked about. One save waits for the one before it,
   and so does the form's own button: a page never meets a version of its own making. */
{
  const PATIENCE = 3_000;
  const NOT_TYPED = ["csrf_token", "version", "read"];

  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
  // a server keeps no space around what is typed, and one kind of line end
  const tidy = (value) => value.replace(/\r\n?/g, "\n").replace(/[^\S\n]+/g, " ").trim();
  const words = (fields) => JSON.stringify(fields.flatMap(
    ([name, value]) => NOT_TYPED.includes(name) ? [] : [[name, tidy(value)]],
  ));

  // the version that was read stands among the words that are replaced, and stays
  const note = (...content) => {
    const place = document.getElementById("saved");
    place?.replaceChildren(...place.querySelectorAll("input[type=hidden]"), ...content);
  };

  const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // signed in again in another tab: this page takes the token of the new session
  const renew = async () => {
    const answer = await fetch(location.href);
    const token = answer.ok && !answer.redirected && (await parse(answer)).querySelector('meta[name="csrf-token"]')?.content;
    if (!token) return false;
    document.querySelector('meta[name="csrf-token"]').content = token;
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
    return true;
  };

  const send = (form, keepalive) => fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), keepalive });
  const ended = (answer) => answer.redirected || [400, 401, 403].includes(answer.status);

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const unsaved = `relais.unsaved:${form.dataset.autosave}:`;
    const kept = unsaved + form.elements.language.value;
    const version = () => Number(form.elements.version.value);
    const forget = () => browserStorage.drop("sessionStorage", kept);
    let timer = 0;
    let keeping = 0;
    let last = 0; // the number of the last change
    let pending = false; // some change is not acknowledged
    let waits = false; // it was received, and its writer must act first
    let sending = null;
    let more = false; // something was to be saved while another save was on its way
    let submitted = false;
    let held = null; // the form's own sending, which waits for a save on its way

    // sent: the version that the form's own sending was over
    const keep = () => {
      clearTimeout(keeping);
      if (!pending) return;
      browserStorage.write("sessionStorage", kept, JSON.stringify({ fields: typed(form), sent: submitted ? version() : null }));
    };

    const tellEnd = () => {
      const link = Object.assign(document.createElement("a"), {
        href: form.dataset.signIn, target: "_blank", textContent: form.dataset.signInWord,
      });
      note(form.dataset.ended, " ", link);
    };

    const save = async (leaving) => {
      const change = last;
      let answer = await send(form, leaving);
      if (ended(answer) && !leaving && await renew()) answer = await send(form, leaving);
      if (ended(answer)) return tellEnd();
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = (await parse(answer)).getElementById("saved");
      waits = saved.hasAttribute("data-waits");
      document.getElementById("saved").replaceChildren(...saved.childNodes);
      if (waits || change !== last) return;
      pending = false;
      clearTimeout(keeping);
      forget();
    };

    const saveAll = async (leaving) => {
      do {
        more = false;
        try {
          await save(leaving);
        } catch {
          note(form.dataset.unsaved);
          timer = setTimeout(attempt, 10_000);
          break;
        }
      } while (more && pending && !submitted);
      sending = null;
    };

    const attempt = (leaving = false) => {
      clearTimeout(timer);
      if (!pending || submitted) return sending;
      if (sending) more = true;
      else sending = saveAll(leaving);
      return sending;
    };

    const patience = () => new Promise((after) => { setTimeout(after, PATIENCE); });

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      last += 1;
      pending = true;
      clearTimeout(timer);
      clearTimeout(keeping);
      timer = setTimeout(attempt, 2_000);
      keeping = setTimeout(keep, 300);
    });

    // before other scripts take it for sent
    document.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      submitted = true;
      if (!sending || held === "over") return;
      event.preventDefault();
      const { submitter } = event;
      held ??= Promise.race([sending, patience()]).then(() => {
        held = "over";
        form.requestSubmit(submitter?.isConnected ? submitter : null);
        held = null;
      });
    }, { capture: true });
    addEventListener("pageshow", (event) => { if (event.persisted) submitted = false; });
    addEventListener("focus", () => attempt());
    addEventListener("beforeunload", (event) => {
      if (!pending || submitted) return;
      keep();
      event.preventDefault();
    });
    addEventListener("pagehide", () => { keep(); attempt(true); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && !waits) attempt(true); });

    // a link waits for what is being typed to be saved
    document.addEventListener("click", async (event) => {
      const link = event.target.closest("a[href]");
      const stays = !link || link.target || link.hash && link.pathname + link.search === location.pathname + location.search;
      if (stays || !pending || waits || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      await Promise.race([attempt(), patience()]);
      location.assign(link.href);
    });

    // what was refused as a whole is saved around what is wrong
    if ("typed" in form.dataset) {
      last += 1;
      pending = true;
      timer = setTimeout(attempt, 300);
    }

    const putBack = (fields) => {
      for (const element of form.elements) {
        const values = fields.filter(([name]) => name === element.name).map(([, value]) => value);
        if (["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
        else if (values.length && element.name !== "csrf_token" && element.type !== "file") [element.value] = values;
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
    };

    const button = (text, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: text });
      made.addEventListener("click", act);
      return made;
    };

    // what the form's own button sent, in either language, has arrived once its sender has made a later version
    for (const key of browserStorage.keys("sessionStorage", unsaved)) {
      const { sent } = JSON.parse(browserStorage.read("sessionStorage", key));
      if (sent !== null && "byMe" in form.dataset && version() > sent) browserStorage.drop("sessionStorage", key);
    }

    // what this tab could not save before, unless it was saved in the end
    const found = JSON.parse(browserStorage.read("sessionStorage", kept) ?? "null")?.fields;
    if (found && words(found) !== words(typed(form))) {
      note(
        form.dataset.found, " ",
        button(form.dataset.putBack, () => { note(); putBack(found); }), " ",
        button(form.dataset.drop, () => { forget(); note(); }),
      );
    } else forget();
  }
}
