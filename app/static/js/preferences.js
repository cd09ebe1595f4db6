/* Appearance changes at once; the choice is then kept by the server as without script. */
{
  document.querySelector("[data-preferences]")?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "theme") return;
    event.preventDefault();
    event.stopPropagation();
    const root = document.documentElement;
    if (button.value === "system") delete root.dataset.theme;
    else root.dataset.theme = button.value;
    for (const other of button.parentElement.children) other.toggleAttribute("aria-current", false);
    button.setAttribute("aria-current", "true");
    const fields = new FormData(event.target);
    fields.set("theme", button.value);
    fetch(event.target.action, { method: "POST", body: fields });
  });
}
