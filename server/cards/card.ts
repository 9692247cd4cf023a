/** What a card says: the picture that stands for a page where it is linked to. Its look is in `layout.ts`. */
export interface Card {
  title: string
  /** Who wrote it and when; empty for none. */
  byline: string
  /** The site's name, beside its mark; in the title's place where that cannot be drawn. */
  site: string
}

/** Pixels, as Open Graph's readers expect them: twice as wide as high and a little less. */
export const CARD_WIDTH = 1200
export const CARD_HEIGHT = 630
