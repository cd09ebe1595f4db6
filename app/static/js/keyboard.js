/* Shortcuts: `g` then an area's letter, `j k x Enter` in lists, `?` lists them, and any key that an element of the page
   claims by data-key="c". Single keys can be switched off. */
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

  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))];
    next.querySelector("a, button, input:not([type=hidden])")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  let going = false;
  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
    "?": () => help?.showModal(),
    g: () => { going = true; setTimeout(() => { going = false; }, 1_500); },
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input:not([type=checkbox], [type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    if (!on() && key !== "?") return;
    const area = going && areas[key];
    going = false;
    const claimed = area ? `[data-area="${area}"]` : `[data-key="${CSS.escape(key)}"]`;
    const element = document.querySelector(claimed);
    if (!element && !Object.hasOwn(acts, key)) return;
    event.preventDefault();
    if (element) element.click();
    else acts[key]();
  });
}
