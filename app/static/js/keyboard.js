/* Shortcuts: `g` then an area's letter, `j k x Enter` in lists, `c` creates, `?` lists them. Single keys can be switched off. */
{
  const areas = { h: "hub", r: "relays", o: "openings", s: "stories", c: "pipeline", p: "programme", m: "measures", a: "admin" };
  const kept = "relais.single-keys";
  const help = document.getElementById("shortcuts");
  const choice = help?.querySelector("[data-single-keys]");
  const on = () => localStorage.getItem(kept) !== "off";
  if (choice) {
    choice.checked = on();
    choice.addEventListener("change", () => localStorage.setItem(kept, choice.checked ? "on" : "off"));
  }

  let going = false;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))];
    next.querySelector("a, button, input:not([type=hidden])")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
    c: () => document.querySelector("[data-create]")?.click(),
    "?": () => help?.showModal(),
    g: () => { going = true; setTimeout(() => { going = false; }, 1_500); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (!on() && event.key !== "?") return;
    const area = going && areas[event.key];
    going = false;
    const link = area && document.querySelector(`[data-area="${area}"]`);
    if (link) return link.click();
    if (Object.hasOwn(acts, event.key)) {
      event.preventDefault();
      acts[event.key]();
    }
  });
}
