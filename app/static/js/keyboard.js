/* Shortcuts: `g` then an area's letter, `j k x Enter` in lists, `?` lists them, and any key that an element of the page
   claims by data-key: "c", or "5 h" for two that do the same, or "Ctrl+Enter", which also works in fields. What `?` lists is
   what is claimed. Single keys can be switched off. */
{
  const areas = { h: "hub", r: "relays", o: "openings", s: "stories", c: "pipeline", p: "programme", m: "measures", a: "admin" };
  const kept = "relais.single-keys";
  const help = document.getElementById("shortcuts");
  const choice = help?.querySelector("[data-single-keys]");
  const on = () => browserStorage.read("localStorage", kept) !== "off";
  if (choice) {
    choice.checked = on();
    choice.addEventListener("change", () => browserStorage.write("localStorage", kept, choice.checked ? "on" : "off"));
  }

  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))];
    next.querySelector("a, button, input:not([type=hidden])")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const nameOf = (element) =>
    (element.dataset.keyName || element.ariaLabel || element.labels?.[0]?.querySelector("strong, span")?.textContent
      || element.labels?.[0]?.textContent || element.querySelector("span")?.textContent || element.textContent
      || element.title || "").trim();

  const row = (name, keys) => {
    const line = document.createElement("div");
    const what = document.createElement("dt");
    const pressed = document.createElement("dd");
    what.textContent = name;
    for (const key of keys) pressed.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    line.append(what, pressed);
    return line;
  };

  const list = () => {
    const part = (name) => help.querySelector(`[data-shortcuts="${name}"]`);
    const fill = (name, rows) => {
      part(name).querySelector("dl").replaceChildren(...rows);
      part(name).hidden = !rows.length;
    };
    const claimed = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      for (const key of element.dataset.key.split(" ")) if (!claimed.has(key)) claimed.set(key, nameOf(element));
    }
    const together = new Map();
    for (const [key, name] of claimed) together.set(name, [...(together.get(name) || []), key]);
    fill("page", [...together].map(([name, keys]) => row(name, keys.flatMap((key) => key.split("+")))));
    fill("areas", Object.entries(areas).flatMap(([letter, area]) => {
      const link = document.querySelector(`[data-area="${area}"]`);
      return link ? [row(nameOf(link), ["g", letter])] : [];
    }));
    part("list").hidden = !document.querySelector("[data-row]");
    part("choose").hidden = !document.querySelector("[data-row] input[type=checkbox]");
  };

  const press = (element) => {
    if (element.matches("input[type=search], input[type=text], textarea")) element.focus();
    else element.click();
  };

  let going = false;
  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
    "?": () => { if (help) { list(); help.showModal(); } },
    g: () => { going = true; setTimeout(() => { going = false; }, 1_500); },
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if ((event.ctrlKey || event.metaKey) && key === "Enter" && !document.querySelector("dialog[open]")) {
      document.querySelector('[data-key="Ctrl+Enter"]')?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input:not([type=checkbox], [type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    if (!on() && key !== "?") return;
    const area = going && areas[key];
    going = false;
    const claimed = area ? `[data-area="${area}"]` : `[data-key~="${CSS.escape(key)}"]`;
    const element = document.querySelector(claimed);
    if (!element && !Object.hasOwn(acts, key)) return;
    event.preventDefault();
    if (element) press(element);
    else acts[key]();
  });
}
