/* Staff pages after sign-in name a manifest: they alone ask for the worker. Signing out clears it with all storage. */
if (document.querySelector('link[rel="manifest"]') && "serviceWorker" in navigator) {
  addEventListener("load", () => { navigator.serviceWorker.register("/sw.js").catch(() => { /* off, or not over https */ }); });
}
