/* Menus, dialogs and toasts: HTML opens them by itself, script closes them well. */
{
  document.documentElement.classList.add("scripted");

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-close-dialog]") || event.target.matches("dialog")) {
      event.target.closest("dialog").close();
    }
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* a toast leaves after ten seconds, but not while it is pointed at or holds the focus */
  const region = document.getElementById("toasts");
  const leave = (toast) => {
    let timer = 0;
    const start = () => { timer = setTimeout(() => toast.remove(), 10_000); };
    const stop = () => clearTimeout(timer);
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
    start();
  };
  if (region) {
    region.querySelectorAll(".toast").forEach(leave);
    new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (node.matches?.(".toast")) leave(node);
      }
    }).observe(region, { childList: true });
  }
}
