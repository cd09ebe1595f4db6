/* The share kit: copy first, then open. What is typed is kept; a suggestion can be undone.
   Without this script the same forms lead to a page with the same two buttons. */
{
  const stored = (place, key) => { try { return window[place].getItem(key); } catch { return null; } };
  const store = (place, key, value) => { try { window[place].setItem(key, value); } catch { /* storage is off */ } };

  /* text may be a promise: the browser then waits for it, and the click still counts. */
  const copy = async (text) => {
    const blob = Promise.resolve(text).then((words) => new Blob([words], { type: "text/plain" }));
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } catch {
      try { await navigator.clipboard.writeText(await text); } catch { return false; }
    }
    return true;
  };

  /* Send the form as it is; the page that answers says what to copy and what to open. */
  const make = async (form, submitter) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.querySelector("[data-made]");
    if (!made) throw new Error("refused");
    return { page: answer.url, ...made.dataset };
  };

  /* how: "paste" (its page takes no text), "open", "app" (mail, messages), "copy", "sheet" */
  const share = async (form, submitter, how) => {
    const words = new FormData(form).get("words");
    let copied = how === "paste" && await copy(words);
    const tab = how === "paste" || how === "open" ? window.open("", "_blank") : null;
    const making = make(form, submitter);
    if (how === "copy") copied = await copy(making.then((made) => made.copy));
    let made;
    try {
      made = await making;
    } catch {
      tab?.close();
      return HTMLFormElement.prototype.submit.call(form);  // the plain form: the answer says what is wrong
    }
    sessionStorage.removeItem(form.dataset.wordsOf);
    if (tab && made.open) tab.location.replace(made.open);
    else tab?.close();
    if (how === "sheet") await navigator.share({ text: words, url: made.link }).catch(() => {});
    if (how === "app") window.location.href = made.open;
    setTimeout(() => window.location.assign(made.page + (copied ? "#copied" : "")), how === "app" ? 400 : 0);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-share]");
    const how = event.submitter?.dataset.how;
    if (!form || !how || (how === "sheet" && !navigator.share)) return;
    event.preventDefault();
    if (form.dataset.sharing) return;
    form.dataset.sharing = "now";
    share(form, event.submitter, how);
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
  document.addEventListener("click", (event) => {
    const suggestion = event.target.closest("a[data-suggestion]");
    if (!suggestion || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    suggestion.parentElement.querySelectorAll("a").forEach((each) => {
      each.toggleAttribute("aria-current", false);
    });
    suggestion.setAttribute("aria-current", "true");
    write(document.getElementById("words"), suggestion.dataset.suggestion);
  });

  /* What is typed survives a look at the other language, or a page closed too soon. */
  const kit = document.querySelector("form[data-words-of]");
  if (kit) {
    const words = kit.elements.words;
    const kept = stored("sessionStorage", kit.dataset.wordsOf);
    if (kept !== null && kept !== words.value && !new URLSearchParams(location.search).has("suggestion")) {
      words.value = kept;
      words.dispatchEvent(new Event("input", { bubbles: true }));
    }
    words.addEventListener("input", () => store("sessionStorage", kit.dataset.wordsOf, words.value));
  }

  /* A person's Mastodon server stays on this device. */
  const fill = () => document.querySelectorAll("[data-remember]").forEach((field) => {
    field.value ||= stored("localStorage", field.dataset.remember) ?? "";
  });
  fill();
  document.addEventListener("htmx:after:swap", fill);
  document.addEventListener("change", ({ target }) => {
    if (target.dataset.remember) store("localStorage", target.dataset.remember, target.value);
  });
}
