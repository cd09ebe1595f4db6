/* The editor: the page and each field follow what is typed, and leaving what is not saved is asked about. Without this script the same
   forms save, preview and send. */
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
    let changed = "typed" in form.dataset;
    form.addEventListener("input", () => { changed = true; });
    document.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  /* What each field must say stands beside it, as it would after a reload. */
  const tell = (problems) => {
    for (const said of form.querySelectorAll(".error, .warning")) said.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const field of form.querySelectorAll("[aria-describedby]")) describe(field);
    for (const { field, sentence, tone } of problems) {
      const box = document.getElementById(field);
      // a name that is still being typed is not wrong yet
      if (box?.getAttribute("aria-expanded") === "true") continue;
      const said = document.getElementById(`problem-${tone}`).content.firstElementChild.cloneNode(true);
      said.id = `${field}-${tone}`;
      said.querySelector("span").textContent = sentence;
      (box?.closest(".field, .plain, .check-field") ?? document.getElementById("salary"))?.append(said);
      if (tone === "error") box?.setAttribute("aria-invalid", "true");
      if (box) describe(box, said.id);
    }
  };

  document.addEventListener("htmx:after:swap", () => {
    const problems = document.getElementById("problems");
    if (form && problems?.dataset.problems !== undefined) tell(JSON.parse(problems.dataset.problems));
  });
}
