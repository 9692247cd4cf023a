import { COLOUR_SCHEME_COOKIE, colourSchemeFormSchema } from '../../shared/schemas/colour-scheme'

const A_YEAR_IN_SECONDS = 365 * 86_400

/** `POST /colour-scheme`: remembers in a cookie which colours a reader wants, and leads back to the page that asked. */
export default defineEventHandler(async (event) => {
  requireSameOrigin(event)
  const { scheme, back } = await readForm(event, colourSchemeFormSchema)
  const options = { path: '/', sameSite: 'lax', httpOnly: true, secure: isVisitedByHttps(event) } as const
  if (scheme === 'system') deleteCookie(event, COLOUR_SCHEME_COOKIE, options)
  else setCookie(event, COLOUR_SCHEME_COOKIE, scheme, { ...options, maxAge: A_YEAR_IN_SECONDS })
  setResponseHeader(event, 'Cache-Control', 'no-store')
  // Pages that the browser has fetched ahead have the colours of before; it would show them in spite of `Vary`.
  setResponseHeader(event, 'Clear-Site-Data', '"prefetchCache", "prerenderCache"')
  return sendRedirect(event, localPath(back), 303)
})
