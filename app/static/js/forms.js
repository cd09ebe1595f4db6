/* Forms: no double sending, and the length of what is typed. */
{
  const busy = new WeakSet();

  const release = (form) => {
    busy.delete(form);
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.querySelector("[role=status]")?.remove();
    }
  };

  // after the browser has read the form; data-busy is announced to those who do not see the circle turn
  const wait = (button) => {
    button?.setAttribute("aria-busy", "true");
    if (!button?.dataset.busy) return;
    const words = Object.assign(document.createElement("span"), { className: "sr", textContent: button.dataset.busy });
    words.setAttribute("role", "status");
    button.append(words);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (busy.has(form)) return event.preventDefault();
    busy.add(form);
    setTimeout(wait, 0, event.submitter);
    // the page may stay: an answer in another tab, a file to download
    setTimeout(release, form.target ? 2_000 : 20_000, form);
  });

  // the page comes back from the history as it left
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(release));

  /* How long a text is, once it nears its limit; what is over stays, and its field says so when it is sent. */
  const count = (field) => {
    const limit = Number(field.dataset.limit);
    const used = field.value.length;
    let counter = document.getElementById(`${field.id}-count`);
    if (!counter) {
      counter = Object.assign(document.createElement("span"), { id: `${field.id}-count`, className: "counter num" });
      field.after(counter);
    }
    counter.textContent = used > 0.8 * limit ? `${used} / ${limit}` : "";
    counter.classList.toggle("over", used > limit);
  };
  document.querySelectorAll("[data-limit]").forEach(count);
  document.addEventListener("input", (event) => event.target.matches("[data-limit]") && count(event.target));
}
