/* Recommend one contact without leaving the page: the form is the server's own, filled in here, and leaves when it is sent. */
const contactRecommending = (() => {
  const key = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* What answers a form that is refused: the same form with what is wrong, and its summary above it. */
  const correct = (panel, page, form) => {
    const summary = page.querySelector("main [role=alert]");
    const again = page.querySelector(`main form[action="${form.getAttribute("action")}"]`);
    if (!again) return false;
    again.querySelectorAll("[hx-get]").forEach((field) => [...field.attributes]
      .filter(({ name }) => name.startsWith("hx-")).forEach(({ name }) => field.removeAttribute(name)));
    again.querySelectorAll(".by-number, #promise").forEach((each) => each.remove());
    panel.replaceChildren(...[summary, again].filter(Boolean));
    (summary ?? again.querySelector("[aria-invalid=true]"))?.focus();
    listen(panel, again);
    return true;
  };

  const send = async (panel, form) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer?.redirected && new URL(answer.url).pathname === panel.dataset.sent) {
      panel.dispatchEvent(new CustomEvent("recommended"));
    } else if (!page || !correct(panel, page, form)) {
      HTMLFormElement.prototype.submit.call(form); // the page that answers says what is wrong
    }
  };

  const listen = (panel, form) => {
    form.autocomplete = "off";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = "now";
      event.submitter?.setAttribute("aria-busy", "true");
      send(panel, form);
    });
  };

  /* Show the form in a panel. id: of the opening */
  const open = (panel, template, contact, id) => {
    const form = template.content.querySelector("form").cloneNode(true);
    form.elements.form_id.value = key();
    form.elements.opening.value = id;
    form.elements.name.value = contact.name;
    form.elements.email.value = contact.email;
    listen(panel, form);
    panel.replaceChildren(form);
    form.querySelector(contact.email ? "#relation" : "#email").focus();
  };

  return { open };
})();
