/* htmx: the CSRF token on what it sends; without an answer, the browser goes there itself and says what is wrong. */
{
  document.addEventListener("htmx:config:request", (event) => {
    // another one after a new sign-in
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:error", (event) => {
    const link = event.target.closest("a[href]");
    if (link) location.assign(link.href);
  });
}
