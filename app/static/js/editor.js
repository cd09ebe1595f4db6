/* The editor: the page follows what is typed, buttons put Markdown's marks, a picture is sent once chosen, and leaving
   what is not saved is asked about. Without this script the same forms save, preview and send. */
{
  const form = document.getElementById("editor");
  const frame = form && document.getElementById(form.dataset.frame);

  /* The preview is the real page, in a frame: only its main part is replaced, so it stays where it was read. */
  const redraw = async () => {
    const fields = new FormData(form);
    fields.delete("cover");
    const answer = await fetch(form.dataset.preview, { method: "POST", body: fields }).catch(() => null);
    const page = answer?.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
    const [now, before] = [page && page.querySelector("main"), frame.contentDocument?.querySelector("main")];
    if (now && before) before.replaceWith(frame.contentDocument.adoptNode(now));
  };

  if (frame) {
    let timer = 0;
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(redraw, 600);
    });
    // what was refused is still in the fields, and not yet in the page
    if ("typed" in form.dataset) frame.addEventListener("load", redraw, { once: true });
  }

  /* What is online does not save itself: a correction is published by its button. */
  if (form && !form.dataset.autosave) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    document.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  for (const picture of document.querySelectorAll("input[type=file][data-send-with]")) {
    picture.addEventListener("change", () => {
      if (picture.files.length) form.requestSubmit(document.getElementById(picture.dataset.sendWith));
    });
  }

  const marks = {
    heading: (text) => [text.replace(/^(#+ )?/, "## "), 3],
    bold: (text) => [`**${text}**`, 2],
    italic: (text) => [`*${text}*`, 1],
    list: (text) => [text.replace(/^(- )?/gm, "- "), 2],
    link: (text) => [`[${text}](https://)`, 1],
  };
  const wholeLines = ["heading", "list"];

  document.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-markdown]")?.dataset.markdown;
    const field = document.getElementById("body");
    if (!kind || !field) return;
    let { selectionStart: start, selectionEnd: end } = field;
    if (wholeLines.includes(kind)) {
      start = field.value.lastIndexOf("\n", start - 1) + 1;
      end = Math.max(end, start + (field.value.slice(start).split("\n")[0].length));
    }
    const text = field.value.slice(start, end);
    const [marked, before] = marks[kind](text);
    field.focus();
    field.setSelectionRange(start, end);
    // unlike a value that is set, this can be undone with Ctrl Z
    if (!document.execCommand("insertText", false, marked)) field.setRangeText(marked, start, end);
    field.setSelectionRange(start + before, start + marked.length - (kind === "link" ? 11 : kind === "bold" || kind === "italic" ? before : 0));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
