/* A row chosen by its name (app/web/combobox.py): rows are asked for as one types, arrows walk them, Enter takes one. Without this
   script what is typed is looked up when the form is sent. */
{
  const PAUSE = 150;

  for (const box of document.querySelectorAll("[data-combobox]")) {
    const key = document.getElementById(box.dataset.key);
    const list = document.getElementById(box.getAttribute("aria-controls"));
    let timer = 0;
    let asked = 0;

    const rows = () => [...list.children];
    const active = () => list.querySelector('[aria-selected="true"]');

    const close = () => {
      clearTimeout(timer);
      asked += 1; // an answer that is still on its way comes too late
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };

    const mark = (row) => {
      active()?.setAttribute("aria-selected", "false");
      row?.setAttribute("aria-selected", "true");
      if (row) box.setAttribute("aria-activedescendant", row.id);
      row?.scrollIntoView({ block: "nearest" });
    };

    const take = (row) => {
      key.value = row.dataset.value;
      box.value = row.textContent;
      close();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("chosen", { bubbles: true }));
    };

    const show = (found) => {
      list.replaceChildren(...found.map(({ key: value, name }, index) => {
        const row = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: name });
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.dataset.value = value;
        return row;
      }));
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      if (found.length) mark(list.firstElementChild);
    };

    const ask = async () => {
      const turn = asked += 1;
      const address = new URL(box.dataset.combobox, location.href);
      address.searchParams.set("q", box.value);
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      const found = answer?.ok && !answer.redirected && await answer.json();
      if (found && turn === asked && document.activeElement === box) show(found.options);
    };

    box.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      key.value = "";
      clearTimeout(timer);
      if (box.value.trim()) timer = setTimeout(ask, PAUSE);
      else close();
    });
    box.addEventListener("focus", () => box.select());
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.hidden) return close();
      if (event.key === "ArrowDown" && list.hidden) ask();
      else if (list.hidden) return;
      else if (event.key === "ArrowDown") mark(active()?.nextElementSibling ?? rows()[0]);
      else if (event.key === "ArrowUp") mark(active()?.previousElementSibling ?? rows().at(-1));
      else if (event.key === "Enter" && active()) take(active());
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    // before the box loses the focus
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const row = event.target.closest("[role=option]");
      if (row) take(row);
    });
  }
}
