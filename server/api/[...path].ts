/** Every other path under `/api`: an API answers in its own format, not with a page. */
export default defineEventHandler(() => {
  throw problem('not-found', 'There is nothing at this path of the API.')
})
