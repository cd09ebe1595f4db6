/* Send one's link to one contact. Only the share itself is asked for, with the company's words: name, address and message stay here, and go
   where the person sends them. */
const contactSending = (() => {
  const LONGEST_EMAIL = 1_900; // characters of an address that mail programs take

  const profile = (url) => {
    try {
      const { protocol, hostname, href } = new URL(url);
      return protocol === "https:" && /(^|\.)linkedin\.com$/.test(hostname) ? href : "";
    } catch {
      return "";
    }
  };
  const dialled = (phone) => phone.replace(/(?!^\+)[^\d]/g, "");
  const international = (phone) => dialled(phone).match(/^(?:\+|00)(\d{7,15})$/)?.[1] ?? "";
  const mailto = (contact, subject, message) => {
    const to = encodeURIComponent(contact.email).replaceAll("%40", "@");
    const address = (body) => `mailto:${to}?subject=${encodeURIComponent(subject)}${body && `&body=${encodeURIComponent(body)}`}`;
    const whole = address(message.replace(/\r?\n/g, "\r\n"));
    return whole.length <= LONGEST_EMAIL ? whole : address("");
  };

  /* By the channel that the link is made for: whether a contact can be reached so, what opens, whether it opens elsewhere. */
  const WAYS = {
    email: { has: ({ email }) => email, opens: mailto },
    sms: { has: ({ phone }) => dialled(phone), opens: ({ phone }, _, message) => `sms:${dialled(phone)}?&body=${encodeURIComponent(message)}` },
    whatsapp: {
      has: ({ phone }) => dialled(phone), outside: true,
      opens: ({ phone }, _, message) => `https://wa.me/${international(phone)}?text=${encodeURIComponent(message)}`,
    },
    linkedin: { has: ({ url }) => profile(url), outside: true, copied: true, opens: ({ url }) => profile(url) },
    copy: { has: () => true, copied: true },
  };

  /* The share kit of the opening, as the server draws it: its suggested words and what its form needs. */
  const kitOf = async (address) => {
    const answer = await fetch(address).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    return page ? page.getElementById("share-form") : null;
  };

  const send = async (panel, contact, kit, subject, channel) => {
    const way = WAYS[channel];
    const written = panel.querySelector("textarea").value.trim();
    const tab = way.outside ? window.open("", "_blank") : null;
    if (tab) tab.opener = null;
    kit.querySelectorAll("[name=channel]").forEach((each) => { each.checked = each.value === channel; });
    const making = relaying.make(kit, channel === "copy" ? { name: "instead", value: "copy" } : {});
    const message = making.then(({ link }) => `${written}\n\n${link}`);
    message.catch(() => {}); // said below
    const tooLong = channel === "email" && mailto(contact, subject, `${written}\n\n${"x".repeat(60)}`).indexOf("&body=") < 0;
    const copied = way.copied || tooLong ? await relaying.copy(message) : false;
    try {
      const made = await making;
      const address = way.opens?.(contact, subject, await message);
      if (tab) tab.location.replace(address);
      else if (address) window.location.href = address;
      panel.dispatchEvent(new CustomEvent("sent", { detail: { made: made.page, copied, message: await message, channel } }));
    } catch {
      tab?.close();
      panel.dispatchEvent(new CustomEvent("failed"));
    }
  };

  /* Show the message in a panel, with a button for each way to this contact. */
  const open = async (panel, template, contact, kitAddress, subject) => {
    const kit = await kitOf(kitAddress);
    if (!kit) return panel.dispatchEvent(new CustomEvent("failed"));
    const shown = template.content.cloneNode(true);
    const text = shown.querySelector("textarea");
    const { language, words } = kit.elements;
    const greeting = text.dataset[language.value].replace("{name}", contact.first);
    text.value = [greeting, words.value].filter(Boolean).join("\n\n");
    text.lang = language.value;
    shown.querySelectorAll("[data-way]").forEach((button) => {
      button.hidden = !WAYS[button.dataset.way].has(contact);
      button.addEventListener("click", () => send(panel, contact, kit, subject, button.dataset.way));
    });
    shown.querySelector("[data-way]:not([hidden])").classList.add("primary");
    panel.replaceChildren(shown);
    return text.focus();
  };

  return { open };
})();
