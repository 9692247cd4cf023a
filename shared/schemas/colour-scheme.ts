import { z } from 'zod'

/** The cookie that remembers a reader's choice. */
export const COLOUR_SCHEME_COOKIE = 'colour-scheme'

/** What can be chosen; `system` is what the reader's device says, and is not remembered. */
export const COLOUR_SCHEMES = ['system', 'light', 'dark'] as const

/** A choice that is remembered. */
export const chosenSchemeSchema = z.enum(COLOUR_SCHEMES).exclude(['system'])

/** The fields of the form by which a reader chooses. */
export const colourSchemeFormSchema = z.strictObject({
  scheme: z.enum(COLOUR_SCHEMES, 'expected system, light or dark'),
  /** Where the reader was. */
  back: z.string('expected a path of this site').max(4_000, 'expected at most 4000 characters').default('/'),
})

export type ColourScheme = typeof COLOUR_SCHEMES[number]
