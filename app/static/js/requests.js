/* htmx: the CSRF token on what it sends, a sentence when nothing comes back. */
{
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  document.addEventListener("htmx:config:request", (event) => {
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
}
