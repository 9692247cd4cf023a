import type { ContainerNode, Node } from '@takumi-rs/helpers'
import type { Card } from './card.ts'
import { CARD_HEIGHT, CARD_WIDTH } from './card.ts'

/** The address by which the layout names the site's mark. */
export const MARK = 'mark.svg'

// The site's colours in the dark, from assets/css/tokens.css.
const colours = { canvas: '#100c18', ink: '#ece7f6', byline: '#cfb8ff', accent: '#7a3fe0', facet: 'rgb(167 122 255 / 9%)' }
/** Long words break, and what is too long for its lines ends with an ellipsis. */
const clamped = (lines: number) => ({ lineClamp: lines, overflowWrap: 'anywhere', textOverflow: 'ellipsis' } as const)
const startsRightToLeft = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** A cut corner, like the mark's facets. */
function facet(width: number, height: number): ContainerNode {
  const backgroundImage = `linear-gradient(to bottom left, ${colours.facet} 50%, transparent 50.2%)`
  return { type: 'container', style: { position: 'absolute', top: 0, right: 0, width, height, backgroundImage } }
}

/** The characters of the longest title that is set in this size. */
function titleSize(title: string): number {
  return title.length <= 45 ? 76 : title.length <= 90 ? 64 : 52
}

/** The card as what the renderer draws. @param families of fonts, the first with a character is taken */
export function layOutCard({ title, byline, site }: Card, families: readonly string[]): Node {
  const direction = startsRightToLeft.test(title) ? { direction: 'rtl', textAlign: 'right' } as const : {}
  return {
    type: 'container',
    style: {
      position: 'relative', width: CARD_WIDTH, height: CARD_HEIGHT, padding: '64px 72px', display: 'flex', flexDirection: 'column', justifyContent: 'space-between',
      backgroundColor: colours.canvas, color: colours.ink, fontFamily: families.join(', '),
    },
    children: [
      facet(480, 310), facet(264, 170),
      {
        type: 'container', style: { position: 'relative', display: 'flex', alignItems: 'center', gap: 20 },
        children: [
          { type: 'image', src: MARK, width: 56, height: 56 },
          { type: 'text', text: site, style: { fontSize: 40, fontWeight: 800, ...clamped(1) } },
        ],
      },
      { type: 'text', text: title, style: { position: 'relative', fontSize: titleSize(title), fontWeight: 750, lineHeight: 1.2, ...clamped(4), ...direction } },
      {
        type: 'container', style: { position: 'relative', display: 'flex', flexDirection: 'column', gap: 28 },
        children: [
          { type: 'container', style: { width: 120, height: 6, backgroundColor: colours.accent } },
          { type: 'text', text: byline, style: { fontSize: 34, color: colours.byline, ...clamped(1) } },
        ],
      },
    ],
  }
}
