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
    if (sheet) open(sheet);
  });

  const open = async ({ shareTitle, shareText, sharePicture, shareSent, shareToken }) => {
    const what = { title: shareTitle, copy: shareText, sent: shareSent, token: shareToken };
    const answer = await shareMenu.open(what, sharePicture && await shareMenu.picture(sharePicture));
    if (answer === "sent" && shareSent) window.location.search = "?done=opened";
  };

  const reveal = (root) => {
    if (!shareMenu.there()) return;
    root.querySelectorAll(".needs-sharing[hidden]").forEach((button) => { button.hidden = false; });
    // the menu stands with the networks where the device has one, and with the other ways elsewhere
    const way = root.querySelector("[data-other-ways] [data-share-menu]");
    if (!way) return;
    const others = way.closest("[data-other-ways]");
    others.before(way);
    others.hidden = !others.querySelector("label");
  };
  reveal(document);
  document.addEventListener("htmx:after:swap", () => reveal(document));
}
