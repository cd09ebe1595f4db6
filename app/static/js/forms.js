/* Forms: no double sending, and long ones save themselves 2 s after the last key and on leaving.
   <form data-autosave="address"> posts its fields there; the answer is what saved() draws. */
{
  const busy = new WeakSet();

  const release = (form) => {
    busy.delete(form);
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.querySelector("[role=status]")?.remove();
    }
  };

  // after the browser has read the form; data-busy is announced to those who do not see the circle turn
  const wait = (button) => {
    button?.setAttribute("aria-busy", "true");
    if (!button?.dataset.busy) return;
    const words = Object.assign(document.createElement("span"), { className: "sr", textContent: button.dataset.busy });
    words.setAttribute("role", "status");
    button.append(words);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (busy.has(form)) return event.preventDefault();
    busy.add(form);
    setTimeout(wait, 0, event.submitter);
    // the page may stay: an answer in another tab, a file to download
    setTimeout(release, form.target ? 2_000 : 20_000, form);
  });

  // the page comes back from the history as it left
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(release));

  const note = (content) => document.getElementById("saved")?.replaceChildren(...content);

  const save = async (form, keepalive) => {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), keepalive });
    // sent to the sign-in page: the session has ended
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    note((page.getElementById("saved") ?? page.body).childNodes);
  };

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    let timer = 0;
    let changed = false;

    const attempt = async (leaving = false) => {
      clearTimeout(timer);
      if (!changed || busy.has(form)) return;
      changed = false;
      try {
        await save(form, leaving);
      } catch {
        changed = true;
        note([form.dataset.unsaved]);
        timer = setTimeout(attempt, 10_000);
      }
    };

    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(timer);
      timer = setTimeout(attempt, 2_000);
    });
    addEventListener("pagehide", () => attempt(true));
    document.addEventListener("visibilitychange", () => document.hidden && attempt(true));
  }
}
