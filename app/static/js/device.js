/* The share menu of the device: shared by the kit and by the page of a link that was made. */
const shareMenu = {
  there: () => Boolean(navigator.share && navigator.canShare),

  /* The card's picture, to be asked for while the link is made: the menu opens only soon after a click. */
  async picture(address) {
    try {
      const { pathname, search } = new URL(address);
      const data = await (await fetch(pathname + search)).blob();
      return [new File([data], `relais.${data.type.split("/")[1]}`, { type: data.type })];
    } catch { return []; }
  },

  /* Answers "sent", "closed" (nothing was sent: no relay) or "failed" (it did not open). */
  async open({ title, copy, sent, token }, files) {
    // the link stands in the text: given beside it, some apps show it twice and others lose the text
    const what = { title, text: copy };
    if (files?.length && navigator.canShare({ files })) what.files = files;
    try {
      await navigator.share(what);
    } catch (error) { return error.name === "AbortError" ? "closed" : "failed"; }
    if (sent) await fetch(sent, { method: "POST", body: new URLSearchParams({ csrf_token: token }) }).catch(() => {});
    return "sent";
  },
};
