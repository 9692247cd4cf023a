/**
 * Draws cards in a thread of its own, so that no request waits for one that it did not ask for. Built into one file beside its
 * fonts by modules/card-worker; started by renderer.ts.
 */
import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { Renderer, initSync } from '@takumi-rs/wasm'
import type { Card } from './card.ts'
import { CARD_HEIGHT, CARD_WIDTH } from './card.ts'
import type { FontFile } from './fonts.ts'
import { drawableText, fontsFor } from './fonts.ts'
import { MARK, layOutCard } from './layout.ts'

/** What the thread answers: a picture, or what went wrong. */
export type CardAnswer = { png: Uint8Array<ArrayBuffer> } | { failure: string }

const read = (name: string) => readFileSync(new URL(name, import.meta.url))
// As modules/card-worker wrote it.
const fonts: readonly FontFile[] = JSON.parse(read('fonts.json').toString())
const families = [...new Set(fonts.map(({ family }) => family))]
const mark = read(MARK)
/** Of some hundred files a title needs one to ten; so many stay loaded. */
const MOST_FONTS = 64

initSync({ module: read('takumi.wasm') })
let renderer = new Renderer()
const loaded = new Set<FontFile>()

async function loadFonts(text: string): Promise<void> {
  if (loaded.size > MOST_FONTS) {
    renderer.free()
    renderer = new Renderer()
    loaded.clear()
  }
  for (const font of fontsFor(text, fonts)) {
    if (loaded.has(font)) continue
    await renderer.registerFont({ name: font.family, data: read(`fonts/${font.file}`), unicodeRange: font.ranges.map(([first, last]) => [first, last]) })
    loaded.add(font)
  }
}

async function draw({ title, byline, site }: Card): Promise<Uint8Array<ArrayBuffer>> {
  const card = { title: drawableText(title, fonts) ?? site, byline: drawableText(byline, fonts) ?? '', site }
  await loadFonts(`${card.title}${card.byline}${card.site}…`)
  return await renderer.render(layOutCard(card, families), { width: CARD_WIDTH, height: CARD_HEIGHT, format: 'png', images: [{ src: MARK, data: mark }] })
}

parentPort?.on('message', (card: Card) => {
  draw(card).then(
    png => parentPort?.postMessage({ png } satisfies CardAnswer, [png.buffer]),
    (error: unknown) => parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) } satisfies CardAnswer),
  )
})
