/** One file of a font, which is cut into many by what they hold. */
export interface FontFile {
  /** The name of its file. */
  file: string
  family: string
  /** First and last code points that it serves. */
  ranges: readonly (readonly [first: number, last: number])[]
}

const serves = ({ ranges }: FontFile, codePoint: number) => ranges.some(([first, last]) => first <= codePoint && codePoint <= last)

/** The files that this text needs, and no others; of several fonts with a character the first is taken. */
export function fontsFor(text: string, fonts: readonly FontFile[]): FontFile[] {
  const codePoints = new Set(Array.from(text, character => character.codePointAt(0) ?? 0))
  const needed = new Set([...codePoints].map(codePoint => fonts.find(font => serves(font, codePoint))))
  return fonts.filter(font => needed.has(font))
}

/** What nothing is drawn for, but for the joiners that scripts and emoji are put together with; and flags, which no font here has. */
const invisible = /(?![\u{200C}\u{200D}])\p{C}|\p{Regional_Indicator}/gu

/**
 * The text without what no font has.
 *
 * @returns null when less than half of it would be left
 */
export function drawableText(text: string, fonts: readonly FontFile[]): string | null {
  const characters = Array.from(text.replace(/\s+/g, ' ').replace(invisible, '').trim())
  const drawable = characters.filter(character => fonts.some(font => serves(font, character.codePointAt(0) ?? 0)))
  return drawable.length > 0 && drawable.length * 2 >= characters.length ? drawable.join('').trim() : null
}
