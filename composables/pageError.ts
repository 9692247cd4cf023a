/** The error page with this HTTP status: `throw pageError(404)`. */
export function pageError(status: number) {
  // Only the browser needs to be told that the page is lost; on the server it would log every 404 with its stack.
  return createError({ status, statusText: errorWords(status).title, fatal: import.meta.client })
}
