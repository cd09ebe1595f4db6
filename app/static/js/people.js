/* Passwords that can be shown while typed; a colour picked fills its code; a filter chosen shows its list. */
{
  document.addEventListener("click", (event) => {
    const eye = event.target.closest("[data-reveal]");
    if (eye) {
      const field = document.getElementById(eye.dataset.reveal);
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      eye.setAttribute("aria-pressed", String(shown));
      field.focus();
    }
    const filler = event.target.closest("[data-fill]");
    if (filler) fill(filler.dataset.fill, filler.dataset.value);
  });

  // what is sent is a password again, so that the browser offers to keep it
  document.addEventListener("submit", (event) => {
    for (const eye of event.target.querySelectorAll('[data-reveal][aria-pressed="true"]')) {
      document.getElementById(eye.dataset.reveal).type = "password";
      eye.setAttribute("aria-pressed", "false");
    }
  });

  const fill = (id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const well of document.querySelectorAll("[data-fills]")) {
    const code = document.getElementById(well.dataset.fills);
    well.addEventListener("input", () => fill(well.dataset.fills, well.value));
    code.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(code.value)) well.value = code.value; });
  }

  for (const filters of document.querySelectorAll("form[data-filters]")) {
    filters.addEventListener("change", (event) => event.target.matches("select") && filters.requestSubmit());
    filters.addEventListener("chosen", () => filters.requestSubmit());
  }
}
