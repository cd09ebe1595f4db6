/* htmx: the CSRF token on what it sends; without an answer, the browser goes there itself and says what is wrong. */
{
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  document.addEventListener("htmx:config:request", (event) => {
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:error", (event) => {
    const link = event.target.closest("a[href]");
    if (link) location.assign(link.href);
  });
}
