/**
 * Words that an adult reads silently in a minute, on average, of English that is not fiction.
 *
 * @see https://doi.org/10.1016/j.jml.2019.104047 Brysbaert, "How many words do we read per minute?", 2019
 */
const WORDS_PER_MINUTE = 238

/** Words, and characters of scripts that put no blanks between words. */
const words = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu

/** How many minutes reading this HTML takes, at least one. */
export function readingMinutes(html: string): number {
  const count = html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/&\w+;/g, ' ').match(words)?.length ?? 0
  return Math.max(1, Math.round(count / WORDS_PER_MINUTE))
}
