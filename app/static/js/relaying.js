/* What making a link has in common, wherever its button stands. */
const relaying = (() => {
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

  /* Send the form as it is; the page that answers says what to copy and what to open. submitter: what else to send, by its name */
  const make = async (form, submitter) => {
    const body = new FormData(form);
    if (submitter.name) body.set(submitter.name, submitter.value);
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.querySelector("[data-made]");
    if (!made) throw new Error("refused");
    return { page: answer.url, ...made.dataset };
  };

  return { copy, make };
})();
