/* A person's own contacts, out of a file of LinkedIn, a spreadsheet, a phone's cards or its picker. Nothing here asks anybody anything.
   A contact: { name, first, title, company, place, email, phone, url }, each a text, "" where the file does not say. */
const contactFiles = (() => {
  const HEAVIEST = 50 * 1024 * 1024; // bytes
  const AT_A_TIME = 2_000; // contacts, before the page may draw again
  const LONGEST = 200; // characters of a field
  const HEADER_WITHIN = 40; // rows: LinkedIn's notes come before the names of its columns
  const ENOUGH_FOR_SIGNS = 400; // bytes that tell UTF-16 from anything else

  /* Why a file gives no contact: "empty", "heavy", "archive", "unknown". */
  class Unreadable extends Error {}

  const pause = () => new Promise((resolve) => { setTimeout(resolve); });
  const line = (text) => (text ?? "").normalize("NFC").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim().slice(0, LONGEST);

  const encoding = (bytes) => {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
    const zeros = [0, 0];
    bytes.subarray(0, ENOUGH_FOR_SIGNS).forEach((byte, at) => { if (!byte) zeros[at % 2] += 1; });
    const many = Math.min(bytes.length, ENOUGH_FOR_SIGNS) / 4;
    if (zeros[1] > many && zeros[1] > zeros[0]) return "utf-16le";
    return zeros[0] > many ? "utf-16be" : "utf-8";
  };
  const decode = (bytes) => {
    try {
      return new TextDecoder(encoding(bytes), { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  };

  /* Rows of a table as spreadsheets write them (RFC 4180), with any separator. */
  function* rows(text, separator) {
    let row = [];
    let at = 0;
    while (at < text.length) {
      let field = "";
      if (text[at] === '"') {
        let from = at + 1;
        let to = text.indexOf('"', from);
        while (to >= 0 && text[to + 1] === '"') {
          field += text.slice(from, to + 1);
          from = to + 2;
          to = text.indexOf('"', from);
        }
        if (to < 0) to = text.length;
        field += text.slice(from, to);
        at = to + 1;
      }
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at += 1;
      row.push(field + text.slice(from, at));
      if (text[at] !== separator) {
        yield row;
        row = [];
        if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
      }
      at += 1;
    }
    if (row.length) yield [...row, ""];
  }

  /* The names of columns, folded, of LinkedIn, Google and Outlook in French and English; the first that is there is read. */
  const COLUMNS = {
    first: ["first name", "prenom", "given name"],
    last: ["last name", "nom de famille", "nom", "family name", "surname"],
    name: ["full name", "nom complet", "display name", "nom affiche", "name"],
    title: ["position", "poste", "poste actuel", "fonction", "job title", "intitule de poste", "intitule du poste",
      "organization title", "organization 1 - title", "titre du poste"],
    company: ["company", "entreprise", "societe", "organization name", "organization 1 - name", "organisation", "organization"],
    place: ["location", "lieu", "localisation", "city", "ville", "business city", "home city", "ville (bureau)", "ville (domicile)",
      "address 1 - city"],
    email: ["email address", "e-mail address", "adresse e-mail", "adresse email", "adresse electronique", "courriel", "e-mail", "email",
      "e-mail 1 - value"],
    phone: ["mobile phone", "tel. mobile", "telephone mobile", "phone 1 - value", "primary phone", "telephone", "phone"],
    url: ["url", "profile url", "url du profil", "profil"],
  };
  const columnsOf = (row) => {
    const names = row.map((cell) => folding(cell).replace(/\s+/g, " ").trim());
    const found = {};
    for (const [field, known] of Object.entries(COLUMNS)) {
      const name = known.find((each) => names.includes(each));
      if (name) found[field] = names.indexOf(name);
    }
    const named = "first" in found || "last" in found || "name" in found;
    return named && Object.keys(found).length > 1 ? found : null;
  };

  const contactOf = (fields) => {
    const read = Object.fromEntries(Object.keys(COLUMNS).map((field) => [field, line(fields[field])]));
    const name = read.name || line(`${read.first} ${read.last}`);
    const { first, title, company, place, email, phone, url } = read;
    return { name, first: first || name.split(" ")[0], title, company, place, email: mailbox(email), phone, url };
  };
  const mailbox = (text) => text.split(" ::: ")[0].match(/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/)?.[0] ?? "";

  function* ofTable(text) {
    for (const separator of [",", ";", "\t"]) {
      let columns = null;
      let seen = 0;
      for (const row of rows(text, separator)) {
        if (columns) {
          yield contactOf(Object.fromEntries(Object.entries(columns).map(([field, at]) => [field, row[at]])));
        } else {
          columns = columnsOf(row);
          seen += 1;
          if (!columns && seen >= HEADER_WITHIN) break;
        }
      }
      if (columns) return;
    }
    throw new Unreadable("unknown");
  }

  /* Phones' cards: vCard 2.1, 3 and 4 (RFC 2426, RFC 6350). */
  const CARD_LINE = /^(?:[\w-]+\.)?(FN|N|ORG|TITLE|ROLE|EMAIL|TEL|ADR|URL)((?:;(?:[^:;"]|"[^"]*")*)*):([^]*)$/i;
  const unquoted = (text, parameters) => {
    if (!/ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(parameters)) return text;
    const bytes = [];
    for (let at = 0; at < text.length; at += 1) {
      const code = /^=[0-9a-f]{2}/i.test(text.slice(at, at + 3)) ? parseInt(text.slice(at + 1, at + 3), 16) : null;
      if (code === null) bytes.push(...new TextEncoder().encode(text[at]));
      else { bytes.push(code); at += 2; }
    }
    const charset = parameters.match(/CHARSET="?([\w-]+)/i)?.[1] ?? "utf-8";
    try {
      return new TextDecoder(charset, { fatal: true }).decode(new Uint8Array(bytes));
    } catch {
      return decode(new Uint8Array(bytes));
    }
  };
  const unescaped = (text) => text.replace(/\\([\\,;:nN])/g, (_, sign) => (sign.toLowerCase() === "n" ? " " : sign));
  const parts = (text) => text.split(/(?<!\\);/).map((part) => unescaped(part));

  function* cardLines(text) {
    let kept = "";
    for (const each of text.replace(/\r\n?/g, "\n").replace(/\n[ \t]/g, "").split("\n")) {
      kept += each;
      const goesOn = each.endsWith("=") && /QUOTED-PRINTABLE/i.test(kept.slice(0, 200));
      if (goesOn) kept = kept.slice(0, -1);
      else { yield kept; kept = ""; }
    }
    if (kept) yield kept;
  }
  const readCardLine = (card, text) => {
    const found = text.match(CARD_LINE);
    if (!found) return;
    const [, name, parameters, written] = found;
    const value = unquoted(written, parameters);
    const set = (field, read) => { if (read && !card[field]) card[field] = read; };
    const property = name.toUpperCase();
    if (property === "FN") set("name", unescaped(value));
    if (property === "N") [card.last, card.first] = parts(value);
    if (property === "ORG") set("company", parts(value)[0]);
    if (property === "TITLE") card.title = unescaped(value);
    if (property === "ROLE") set("title", unescaped(value));
    if (property === "EMAIL") set("email", unescaped(value).replace(/^mailto:/i, ""));
    if (property === "URL" && /linkedin/i.test(value)) set("url", unescaped(value));
    if (property === "ADR") set("place", line(parts(value).slice(3, 5).join(" ")));
    if (property === "TEL") {
      const number = unescaped(value).replace(/^tel:/i, "").replace(/;.*/, "");
      if (/CELL/i.test(parameters)) card.phone = number;
      else set("phone", number);
    }
  };
  function* ofCards(text) {
    let card = null;
    for (const each of cardLines(text)) {
      const mark = each.slice(0, 20).trim().toUpperCase();
      if (mark === "BEGIN:VCARD" || mark === "END:VCARD") {
        if (card) yield contactOf(card);
        card = mark === "BEGIN:VCARD" ? {} : null;
      } else if (card && each.length < 10_000) {
        readCardLine(card, each);
      }
    }
    if (card) yield contactOf(card);
  }

  const readText = async (text, progress) => {
    const source = /^\s*BEGIN:VCARD/im.test(text.slice(0, 2_000)) ? ofCards(text) : ofTable(text);
    const contacts = [];
    const known = new Set();
    for (const contact of source) {
      const key = [contact.name, contact.email, contact.company, contact.title].join("\n");
      if (!contact.name || known.has(key)) continue;
      known.add(key);
      contacts.push(contact);
      if (contacts.length % AT_A_TIME === 0) {
        progress?.(contacts.length);
        await pause();
      }
    }
    if (!contacts.length) throw new Unreadable("empty");
    return contacts;
  };

  /* Read a file. Throws Unreadable with the reason as its message. */
  const read = async (file, progress) => {
    if (file.size > HEAVIEST) throw new Unreadable("heavy");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new Unreadable("archive"); // "PK"
    const text = decode(bytes).replace(/^\ufeff/, "");
    if (!text.trim()) throw new Unreadable("empty");
    if (/[\u0000-\u0008\u000e-\u001a]/.test(text.slice(0, 4_000))) throw new Unreadable("unknown"); // a picture, a PDF…
    return readText(text, progress);
  };

  /* What the phone's picker gives: lists of names, addresses and numbers, no title. */
  const ofPicker = (picked) => picked
    .map(({ name, email, tel, address }) => contactOf({
      name: name?.[0], email: email?.[0], phone: tel?.[0], place: address?.[0]?.city,
    }))
    .filter((contact) => contact.name);

  return { read, ofPicker, pause, Unreadable };
})();
