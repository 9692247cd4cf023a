/** Every other path under `/api`: an API answers in its own format, not with a page. */
export default defineEventHandler(() => {
  throw createError({ status: 404, statusText: 'Not Found', message: 'There is nothing at this path of the API.' })
})
