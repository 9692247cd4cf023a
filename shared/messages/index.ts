import { en } from './en/index.ts'

/** Everything that the site says to a reader, by area and name: text, or a function of what stands in it. */
export type Messages = typeof en

const languages = { en } satisfies Record<string, Messages>

/** A language of the site, by its BCP 47 tag. */
export type Language = keyof typeof languages

/** The language of the pages, and of the dates in them. */
export const LANGUAGE: Language = 'en'

/** What the site says in this language. */
export function messagesFor(language: Language): Messages {
  return languages[language]
}
