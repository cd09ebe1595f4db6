/* "Who do I know?": the file is read and compared here. The index of openings is fetched before any file can be chosen; from then on
   nothing leaves until a button of one contact is pressed. Nothing is kept: with the page, all of it is gone. */
{
  const root = document.querySelector("[data-contacts]");
  const SHOWN = 20; // at a time

  const start = () => {
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    const [file, picker, status, problem, results, list] = ["file", "picker", "status", "problem", "results", "list"].map(part);
    const [filter, more, title, left] = ["filter", "more", "title", "left"].map(part);
    const said = JSON.parse(root.dataset.words);
    const { offered, company } = JSON.parse(root.dataset.offered);
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const plural = new Intl.PluralRules(document.documentElement.lang);
    const tell = (name, count = 0, more_ = {}) => {
      const form = typeof said[name] === "string" ? said[name] : said[name][plural.select(count) === "one" ? 0 : 1];
      const values = { n: numbers.format(count), ...more_ };
      return form.replace(/\{(\w+)\}/g, (_, key) => values[key]);
    };

    let matcher = null;
    let matches = [];
    let shown = 0;
    let turn = 0;

    const fail = (name) => {
      status.textContent = "";
      problem.hidden = false;
      problem.querySelector("p").textContent = tell(name);
    };

    const close = () => {
      for (const panel of list.querySelectorAll(".known-panel:not([hidden])")) {
        panel.hidden = true;
        panel.replaceChildren();
        panel.closest("li").querySelectorAll("[aria-expanded]").forEach((button) => button.setAttribute("aria-expanded", "false"));
      }
    };

    const reasons = (match) => [
      match.said && tell("title", 0, { words: match.said }),
      match.place && tell("place", 0, { place: match.place }),
      match.company && tell("company"),
    ].filter(Boolean);

    const finish = (panel, sentence, href) => {
      const text = Object.assign(document.createElement("p"), { textContent: sentence, tabIndex: -1 });
      panel.replaceChildren(text);
      if (href) panel.append(Object.assign(document.createElement("a"), { href, textContent: tell("follow") }));
      text.focus();
    };

    const openPanel = (row, button, match, act) => {
      const panel = row.querySelector(".known-panel");
      const again = button.getAttribute("aria-expanded") === "true";
      close();
      if (again) return;
      button.setAttribute("aria-expanded", "true");
      panel.hidden = false;
      const id = offered[match.opening.number];
      if (act === "recommend") contactRecommending.open(panel, part("recommend"), match.contact, id);
      else contactSending.open(panel, part("send"), match.contact, root.dataset.kit.replace("ID", id), match.opening.title);
    };

    const rowOf = (match, at) => {
      const row = part("row").content.firstElementChild.cloneNode(true);
      const fill = (name, text) => { row.querySelector(`[data-fill="${name}"]`).textContent = text; };
      const { contact, opening } = match;
      fill("name", contact.name);
      fill("work", [contact.title, contact.company].filter(Boolean).join(" · "));
      fill("opening", opening.title);
      fill("places", opening.places.map(({ name }) => name).join(", "));
      row.querySelector("a").href = opening.path;
      row.querySelector("[data-fill=reasons]").append(...reasons(match).map((text) => (
        Object.assign(document.createElement("span"), { textContent: text })
      )));
      const panel = row.querySelector(".known-panel");
      panel.id = `known-${at}`;
      panel.dataset.sent = root.dataset.sent;
      panel.addEventListener("recommended", () => finish(panel, tell("recommended")));
      panel.addEventListener("sent", ({ detail }) => finish(panel, tell(detail.copied ? "copied" : "sent"), detail.made));
      panel.addEventListener("failed", () => finish(panel, tell("failed")));
      row.querySelectorAll("[data-act]").forEach((button) => {
        button.querySelector(".sr").textContent = contact.name;
        button.setAttribute("aria-controls", panel.id);
        button.addEventListener("click", () => openPanel(row, button, match, button.dataset.act));
      });
      return row;
    };

    /* The best match of each contact, of all openings or of the one that is chosen. */
    const chosen = () => {
      const seen = new Set();
      return matches.filter(({ contact, opening }) => {
        if (filter.value && String(opening.number) !== filter.value) return false;
        return !seen.has(contact) && seen.add(contact);
      });
    };

    const showMore = () => {
      const all = chosen();
      const rows = all.slice(shown, shown + SHOWN).map((match, at) => rowOf(match, shown + at));
      list.append(...rows);
      shown += rows.length;
      more.hidden = shown >= all.length;
      title.textContent = tell("found", all.length);
      return rows[0];
    };
    const show = () => {
      list.replaceChildren();
      shown = 0;
      showMore();
    };

    const offerOpenings = () => {
      const counts = new Map();
      matches.forEach(({ opening }) => counts.set(opening, (counts.get(opening) ?? 0) + 1));
      const options = [...counts].map(([{ number, title: name, places }, count]) => new Option(
        tell("option", count, { opening: [name, places[0]?.name].filter(Boolean).join(", ") }), number,
      ));
      filter.replaceChildren(filter.options[0], ...options);
      const asked = root.dataset.asked;
      filter.value = [...filter.options].some(({ value }) => value === asked) ? asked : "";
    };

    const compare = async (contacts, { picked = false } = {}) => {
      const mine = turn;
      const progress = (count) => { if (mine === turn) status.textContent = tell("comparing", count); };
      const found = await matcher.match(contacts, progress);
      if (mine !== turn) return;
      ({ matches } = found);
      if (picked) matches = matches.concat(unmatched(contacts));
      status.textContent = [tell("read", contacts.length), found.colleagues ? tell("colleagues", found.colleagues) : ""].join(" ").trim();
      offerOpenings();
      show();
      results.hidden = false;
      left.hidden = matches.length > 0;
      title.focus();
    };

    /* Whoever was picked by hand is shown, also where nothing is known of their work: with the opening that was asked for, or the latest. */
    const unmatched = (contacts) => {
      const known = new Set(matches.map(({ contact }) => contact));
      const opening = matcher.openings.find(({ number }) => String(number) === root.dataset.asked) ?? matcher.openings[0];
      if (!opening) return [];
      return contacts.filter((contact) => !known.has(contact)).map((contact) => ({ contact, opening, said: "", place: "", company: false }));
    };

    const clear = () => {
      turn += 1;
      matches = [];
      list.replaceChildren();
      results.hidden = true;
      problem.hidden = true;
      status.textContent = "";
    };
    const forget = () => {
      clear();
      file.value = "";
    };

    file.addEventListener("change", async () => {
      const [one] = file.files;
      if (!one) return;
      clear();
      const mine = turn;
      try {
        const contacts = await contactFiles.read(one, (count) => { if (mine === turn) status.textContent = tell("reading", count); });
        if (mine === turn) await compare(contacts);
      } catch (error) {
        if (mine !== turn) return;
        forget();
        fail(error instanceof contactFiles.Unreadable ? error.message : "unknown");
        file.focus();
      }
    });
    picker.addEventListener("click", async () => {
      const wanted = ["name", "email", "tel", "address"];
      const able = await navigator.contacts.getProperties().catch(() => wanted);
      const picked = await navigator.contacts.select(wanted.filter((each) => able.includes(each)), { multiple: true }).catch(() => []);
      forget();
      if (picked.length) await compare(contactFiles.ofPicker(picked), { picked: true });
    });
    filter.addEventListener("change", show);
    more.addEventListener("click", () => showMore()?.querySelector("[data-act]").focus());
    part("forget").addEventListener("click", () => { forget(); file.focus(); });
    // pages that come back from the history would come back with the contacts
    addEventListener("pagehide", forget);

    fetch(root.dataset.index).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("refused")))).then((index) => {
      matcher = contactMatching.matcher(index, (number) => number in offered, company);
      file.disabled = false;
      picker.hidden = !navigator.contacts?.select;
      root.dataset.ready = "";
    }).catch(() => fail("away"));
  };

  if (root) start();
}
