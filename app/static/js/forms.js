/* Forms: no double sending, and long ones save themselves 2 s after the last key and on leaving.
   <form data-autosave="address"> posts its fields there; the answer is the text of #saved. */
{
  const busy = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (busy.has(form)) return event.preventDefault();
    if (form.method !== "post" || event.defaultPrevented) return;
    busy.add(form);
    const button = event.submitter;
    // after the browser has read the form: a disabled button would not be sent
    setTimeout(() => button?.setAttribute("aria-busy", "true"));
  });

  // the page comes back from the history as it left: its buttons work again
  const release = (form) => {
    busy.delete(form);
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(release));
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest("form");
    if (form) release(form);
  });

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    let timer = 0, changed = false;

    const save = async (leaving) => {
      clearTimeout(timer);
      if (!changed || busy.has(form)) return;
      changed = false;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), keepalive: leaving, headers: { "HX-Request": "true" },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        document.getElementById("saved").innerHTML = await answer.text();
      } catch {
        changed = true;
        timer = setTimeout(save, 10_000);
      }
    };

    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(timer);
      timer = setTimeout(save, 2_000);
    });
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => document.hidden && save(true));
  }
}
