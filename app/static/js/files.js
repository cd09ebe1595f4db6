/* A file is looked at before it travels: too heavy or of another kind, it is refused beside its field and nothing else is touched.
   <input type="file" accept data-heaviest="bytes" data-heavy="sentence" data-wrong="sentence">; data-send-to: a picture travels alone,
   and what answers stands in the element that data-shown names. */
{
  const kinds = (input) => input.accept.split(",").filter(Boolean);
  const fits = (input, file) => !input.accept || kinds(input).some((kind) => (
    kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind) : file.type === kind
  )) || !file.type && !kinds(input).some((kind) => kind.startsWith("."));

  const tell = (input, sentence) => {
    const id = `${input.id}-error`;
    document.getElementById(id)?.remove();
    input.closest(".file")?.classList.toggle("wrong", Boolean(sentence));
    if (!sentence) {
      input.removeAttribute("aria-invalid");
      return describe(input);
    }
    const said = Object.assign(document.createElement("p"), { id, className: "error", textContent: sentence });
    said.setAttribute("role", "alert");
    input.closest(".field").append(said);
    input.setAttribute("aria-invalid", "true");
    describe(input, id);
  };

  const send = async (input) => {
    const fields = new FormData();
    fields.append("csrf_token", input.form.elements.csrf_token.value);
    fields.append(input.name, input.files[0]);
    input.form.setAttribute("aria-busy", "true");
    const answer = await fetch(input.dataset.sendTo, { method: "POST", body: fields }).catch(() => null);
    input.form.removeAttribute("aria-busy");
    input.value = "";
    if (answer?.status === 413) return tell(input, input.dataset.heavy);
    if (!answer || answer.redirected || ![200, 422].includes(answer.status)) return tell(input, input.dataset.failed);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status === 422) return tell(input, page.body.textContent.trim());
    document.getElementById(input.dataset.shown).replaceChildren(...page.body.childNodes);
    return input.form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-heaviest]")) return;
    const [file] = input.files;
    const heavy = file && file.size > Number(input.dataset.heaviest) && input.dataset.heavy;
    const wrong = file && !fits(input, file) && input.dataset.wrong;
    tell(input, heavy || wrong);
    if (heavy || wrong) input.value = "";
    else if (file && input.dataset.sendTo) send(input);
  });
}
