/* The share kit: copy first, then open. What is typed is kept, also when a suggestion replaces it.
   Without this script the same forms lead to a page with the same two buttons. */
{
  const { copy, make } = relaying;

  /* Whom one works for is said with each relay: the server adds it to what is posted in this same way. */
  const posted = (words, disclosure) => !disclosure || words.includes(disclosure) ? words
    : [words.trim(), disclosure].filter(Boolean).join("\n\n");

  /* how: "paste" (its page does not hold the text), "paste-app" (nor does the program), "open",
     "app" (mail, messages), "copy" (text and link), "link", "sheet" */
  const share = async (form, submitter, how) => {
    const words = posted(new FormData(form).get("words"), form.dataset.disclosure);
    let copied = how.startsWith("paste") && await copy(words);
    const tab = how === "paste" || how === "open" ? window.open("", "_blank") : null;
    const picture = how === "sheet" ? shareMenu.picture(form.querySelector("[data-picture]")?.dataset.picture) : null;
    const making = make(form, submitter);
    if (how === "copy") copied = await copy(making.then((made) => made.copy));
    if (how === "link") copied = await copy(making.then((made) => made.link));
    let made;
    try {
      made = await making;
    } catch {
      tab?.close();
      return refused(form, submitter);
    }
    const menu = how === "sheet" && await shareMenu.open({ ...made, token: form.elements.csrf_token.value }, await picture);
    if (menu) form.dataset.shared = menu;
    if (menu === "closed") return delete form.dataset.sharing;
    if (form.dataset.wordsOf) forget(form.dataset.wordsOf);
    if (tab && made.open) {
      tab.opener = null;
      tab.location.replace(made.open);
    } else tab?.close();
    const program = how.endsWith("app") && made.open;
    if (program) window.location.href = made.open;
    const page = new URL(made.page);
    const done = how === "link" || how === "copy" ? copied && how : copied ? "pasted" : "opened";
    if (done && (tab || program || copied || menu === "sent")) page.searchParams.set("done", done);
    setTimeout(() => window.location.assign(page), program ? 400 : 0);
  };

  /* The plain form, with the button that was pressed: the answer says what is wrong. */
  const refused = (form, { name, value }) => {
    if (name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    HTMLFormElement.prototype.submit.call(form);
  };

  const once = (form, button) => {
    if (form.dataset.sharing) return;
    form.dataset.sharing = "now";
    share(form, button, button.dataset.how);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-share]");
    const how = event.submitter?.dataset.how;
    if (!form || !how || (how === "sheet" && !shareMenu.there())) return;
    event.preventDefault();
    once(form, event.submitter);
  });
  // not the form's first submit button, which Enter in a field would press
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("form[data-share] button[type=button][data-how]");
    if (button) once(button.form, button);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sharing]").forEach((form) => { delete form.dataset.sharing; });
  });

  /* Chosen with the pointer, a network closes the list it was in; with the arrows one goes on choosing. */
  document.addEventListener("click", ({ target, detail }) => {
    if (detail > 0 && target.matches(".nets-more input")) target.closest("details").open = false;
  });

  const write = (field, words) => {
    field.focus();
    field.select();
    // unlike a value that is set, this can be undone with Ctrl Z
    if (!document.execCommand("insertText", false, words)) field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* What is typed survives a look at the other language, a page closed too soon, and a suggestion:
     the texts that suggestions replaced come back one by one. */
  const kit = document.querySelector("form[data-words-of]");
  const key = kit?.dataset.wordsOf;
  const forget = (place) => [place, `${place}:own`].forEach((each) => browserStorage.drop("sessionStorage", each));
  let own = kit ? JSON.parse(browserStorage.read("sessionStorage", `${key}:own`) ?? "[]") : [];
  const keepOwn = (texts) => {
    own = texts;
    browserStorage.write("sessionStorage", `${key}:own`, JSON.stringify(own));
    kit.querySelector("[data-own-words]").hidden = !own.length;
  };
  const suggestions = () => [...kit.querySelectorAll("[data-suggestions] [data-suggestion]")].map((each) => each.dataset.suggestion);
  const plain = (words) => words.replace(/\r\n?/g, "\n").trim();

  document.addEventListener("click", (event) => {
    const suggestion = event.target.closest("button[data-suggestion]");
    if (!suggestion) return;
    event.preventDefault();
    const typed = kit.elements.words.value;
    if (plain(typed) && !suggestions().map(plain).includes(plain(typed))) keepOwn([...own, typed]);
    write(kit.elements.words, suggestion.dataset.suggestion);
  });
  /* A hashtag goes to the end, beside those that stand there. */
  document.addEventListener("click", (event) => {
    const tag = event.target.closest("button[data-tag]")?.dataset.tag;
    if (!tag) return;
    event.preventDefault();
    const typed = kit.elements.words.value.trimEnd();
    const gap = typed && (typed.split("\n").at(-1).startsWith("#") ? " " : "\n\n");
    write(kit.elements.words, typed + gap + tag);
  });
  /* The other language is another page: what is typed in each is kept under its own name. */
  document.addEventListener("click", (event) => {
    const place = event.target.closest("button[data-href]")?.dataset.href;
    if (!place) return;
    event.preventDefault();
    window.location.assign(place);
  });
  /* Words that could not be copied stand selected in their box. */
  document.querySelector("textarea[data-selected]")?.select();
  if (kit) {
    const kept = browserStorage.read("sessionStorage", key);
    // a suggestion is nothing typed: another may fit this network better
    const typed = kept !== null && !suggestions().map(plain).includes(plain(kept));
    if (typed && kept !== kit.elements.words.value && !new URLSearchParams(location.search).has("suggestion")) {
      kit.elements.words.value = kept;
      kit.elements.words.dispatchEvent(new Event("input", { bubbles: true }));
    }
    keepOwn(own);
    const keep = () => browserStorage.write("sessionStorage", key, kit.elements.words.value);
    kit.addEventListener("input", ({ target }) => { if (target.name === "words") keep(); });
    // a network just chosen brings its words with its answer: nothing may be asked in its place meanwhile
    let choosing = null;
    document.addEventListener("htmx:config:request", (event) => {
      if (choosing && event.target === kit.elements.words) event.preventDefault();
    });
    document.addEventListener("htmx:before:request", ({ target, detail }) => {
      if (target.name === "channel") choosing = detail.ctx;
    });
    document.addEventListener("htmx:finally:request", ({ detail }) => { if (choosing === detail.ctx) choosing = null; });
    // what is typed while an answer is on its way is newer than the answer
    let asked = null;
    let newer = null;
    document.addEventListener("htmx:before:request", () => { asked = kit.elements.words.value; });
    document.addEventListener("htmx:before:swap", () => {
      const typed = kit.elements.words.value;
      newer = asked !== null && typed !== asked ? typed : null;
    });
    document.addEventListener("htmx:after:swap", () => {
      if (newer !== null && kit.elements.words.value !== newer) {
        kit.elements.words.value = newer;
        newer = null;
        kit.elements.words.dispatchEvent(new Event("input", { bubbles: true }));
      }
      keep();
    });
    kit.querySelector("[data-own-words]").addEventListener("click", () => {
      const back = own.at(-1);
      keepOwn(own.slice(0, -1));
      write(kit.elements.words, back);
    });
  }

  /* A person's Mastodon server stays on this device. */
  const fill = () => document.querySelectorAll("[data-remember]").forEach((field) => {
    const kept = !field.value && browserStorage.read("localStorage", field.dataset.remember);
    if (kept) {
      field.value = kept;
      field.dispatchEvent(new Event("change"));
    }
  });
  fill();
  document.addEventListener("htmx:after:swap", fill);
  document.addEventListener("change", ({ target }) => {
    if (target.dataset.remember) browserStorage.write("localStorage", target.dataset.remember, target.value);
  });
}
