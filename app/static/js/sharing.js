/* Copy to the clipboard and the phone's own share sheet. */
{
  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copyFrom);
    await navigator.clipboard.writeText(button.dataset.copy ?? field?.value ?? field?.textContent.trim());
    const label = button.querySelector("span");
    const before = label.textContent;
    label.setAttribute("role", "status");
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2_000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy], button[data-copy-from]");
    if (button) return copy(button);
    const sheet = event.target.closest("[data-share-text]")?.dataset;
    if (!sheet) return;
    // the link stands in the text: given beside it, some apps show it twice and others lose the text
    navigator.share({ title: sheet.shareTitle, text: sheet.shareText }).catch((error) => {
      if (error.name !== "AbortError") throw error;  // closing the sheet is no error
    });
  });

  const reveal = (root) => {
    if (!navigator.share) return;
    root.querySelectorAll(".needs-sharing[hidden]").forEach((button) => { button.hidden = false; });
  };
  reveal(document);
  document.addEventListener("htmx:after:swap", () => reveal(document));
}
