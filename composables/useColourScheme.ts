import type { ColourScheme } from '#shared/schemas/colour-scheme'
import { chosenSchemeSchema, COLOUR_SCHEME_COOKIE } from '#shared/schemas/colour-scheme'

/** The colours that the reader has chosen, by the cookie; `system` for who has not, or sends something else. */
export function useColourScheme(): ColourScheme {
  return chosenSchemeSchema.safeParse(useCookie(COLOUR_SCHEME_COOKIE, { readonly: true }).value).data ?? 'system'
}
