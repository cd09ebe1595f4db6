/* The openings of a company that recruits with Relais, in any page.

   <a href="https://emploi.example.org/fr/offres">Our openings</a>
   <script async src="https://emploi.example.org/widget/1.js" data-team="data" data-place="nantes"
           data-language="fr" data-limit="5"></script>

   The link before the script stays unless the openings stand in its place. Words are put in as
   text; nothing is kept in the browser; --relais-* properties of the page change how it looks. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !script.src) return;
  const base = new URL(script.src);
  const STYLE = `
    :host { display: block; font: var(--relais-font, inherit); color: var(--relais-text, inherit); }
    ul { margin: 0; padding: 0; list-style: none; display: grid; gap: var(--relais-gap, 0); }
    li { border-top: 1px solid var(--relais-line, rgb(128 128 128 / 35%)); }
    li:last-child { border-bottom: 1px solid var(--relais-line, rgb(128 128 128 / 35%)); }
    a { color: var(--relais-link, inherit); }
    li a { display: block; padding: var(--relais-padding, 14px 4px); text-decoration: none; }
    li a:hover .title { text-decoration: underline; }
    a:focus-visible { outline: 3px solid var(--relais-focus, currentColor); outline-offset: 2px; border-radius: var(--relais-radius, 4px); }
    .title { display: block; font-weight: 600; overflow-wrap: anywhere; }
    .line { display: block; margin-top: 2px; font-size: .9em; color: var(--relais-muted, inherit); opacity: var(--relais-muted-opacity, .8); }
    p { margin: 14px 0 0; }`;

  const make = (name, words, cls) => {
    const element = document.createElement(name);
    if (words) element.textContent = words;
    if (cls) element.className = cls;
    return element;
  };

  const link = (address, ...inside) => {
    const element = make("a");
    const url = new URL(address, base);
    if (url.protocol === "https:" || url.protocol === "http:") element.href = url.href;
    element.append(...inside);
    return element;
  };

  const dress = (root) => {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", STYLE));
    }
  };

  const draw = (found) => {
    const host = make("div");
    host.className = "relais-openings";
    const root = host.attachShadow({ mode: "open" });
    dress(root);
    const section = make("section");
    section.lang = found.language;
    section.setAttribute("aria-label", found.title);
    const list = make("ul");
    list.setAttribute("role", "list");
    for (const opening of found.openings) {
      const title = make("span", opening.title, "title");
      if (opening.language !== found.language) title.lang = opening.language;
      const item = make("li");
      item.append(link(opening.url, title, ...opening.lines.map((line) => make("span", line, "line"))));
      list.append(item);
    }
    if (found.openings.length) section.append(list);
    const more = make("p");
    more.append(link(found.url, found.more));
    section.append(more);
    root.append(section);
    return host;
  };

  const address = new URL("openings.json", base);
  for (const name of ["team", "place", "language", "limit"]) {
    const value = script.dataset[name];
    if (value) address.searchParams.set(name, value);
  }
  if (!script.dataset.language) {
    const page = document.documentElement.lang.slice(0, 2).toLowerCase();
    if (page === "en" || page === "fr") address.searchParams.set("language", page);
  }

  const before = script.previousElementSibling;
  const fallback = before && before.tagName === "A" && before.href.startsWith(`${base.origin}/`) ? before : null;
  fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((found) => {
      script.after(draw(found));
      if (fallback) fallback.remove();
    })
    .catch(() => {
      if (fallback) return;
      script.after(link("/", base.host));
    });
})();
