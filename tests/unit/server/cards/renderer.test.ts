import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { convertIndexedToRgb, decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCardWorker } from '../../../../modules/card-worker/build.ts'
import type { CardRenderer } from '../../../../server/cards/renderer.ts'
import { CardsBusyError, createCardRenderer } from '../../../../server/cards/renderer.ts'

const folder = mkdtempSync(join(tmpdir(), 'kuberocks-cards-'))
const program = pathToFileURL(join(folder, 'card-worker/worker.mjs'))
let renderer: CardRenderer
beforeAll(async () => {
  await buildCardWorker(join(folder, 'card-worker'))
  renderer = createCardRenderer(program, { within: 60_000 })
}, 60_000)
afterAll(async () => {
  await renderer.close()
  rmSync(folder, { recursive: true })
})

/** The brightness of each pixel of the card with this title, by its green; a picture of few colours is one of numbers of colours. */
async function draw(title: string, byline = 'Ada Kowalski · Mar 1, 2026') {
  const image = decode(await renderer.draw({ title, byline, site: 'Kuberocks' }))
  const channels = image.palette ? 3 : image.channels
  const data = image.palette ? convertIndexedToRgb(image) : image.data
  const greens = Uint8Array.from({ length: image.width * image.height }, (_, index) => data[index * channels + 1] ?? 0)
  return { width: image.width, height: image.height, greens }
}
type Picture = Awaited<ReturnType<typeof draw>>

/** Light pixels in the middle, where the title is, by their columns. */
function lightColumns({ width, greens }: Picture): number[] {
  return Array.from(greens.subarray(150 * width, 460 * width), (green, index) => green > 160 ? index % width : -1).filter(column => column >= 0)
}

/** The part of the picture between two rows. */
const rows = ({ width, greens }: Picture, from: number, to: number) => greens.subarray(from * width, to * width)

/** A thread of our own making. */
function threadOf(code: string): CardRenderer {
  const file = join(folder, `${crypto.randomUUID()}.mjs`)
  writeFileSync(file, `import { parentPort } from 'node:worker_threads'\n${code}`)
  return createCardRenderer(pathToFileURL(file), { waiting: 2, within: 300, idle: 1 })
}
const card = { title: 'T', byline: '', site: 'S' }

describe('a card', () => {
  it.each([
    ['Latin, Greek and Cyrillic', 'Rolling updates: Ünïcode Ελληνικά Привет'], ['Chinese', '滚动更新没有人注意到'], ['Japanese', 'ローリングアップデート'], ['Korean', '한국어 제목'],
    ['Arabic', 'مرحبا بالعالم: تحديثات'], ['Hebrew', 'שלום עולם'], ['Thai', 'สวัสดีชาวโลก'], ['Devanagari', 'देवनागरी में शीर्षक'], ['emoji', '🚀 👩‍👩‍👧‍👦 🎉'],
    ['255 W without a break', 'W'.repeat(255)], ['markup', '<b onload=x>&amp; "quoted"</b>'],
  ])('shows a title in %s', async (_script, title) => {
    const image = await draw(title)
    expect([image.width, image.height]).toEqual([1200, 630])
    expect(lightColumns(image).length).toBeGreaterThan(1_500)
    // What stands there when a title cannot be drawn.
    expect(image.greens).not.toEqual((await draw('Kuberocks')).greens)
  }, 60_000)

  it('keeps a title of 255 W between the site\'s name and the byline', async () => {
    const [long, short] = [await draw('W'.repeat(255)), await draw('W')]
    expect(rows(long, 0, 130)).toEqual(rows(short, 0, 130))
    expect(rows(long, 500, 630)).toEqual(rows(short, 500, 630))
    expect(Math.max(...lightColumns(long))).toBeLessThan(1_130)
  }, 60_000)

  it('shows the site\'s mark, and who wrote when', async () => {
    const image = await draw('T')
    const mark = rows(image, 64, 120).filter((green, index) => green > 40 && index % image.width >= 72 && index % image.width < 128)
    expect(mark.length).toBeGreaterThan(800)
    const other = await draw('T', 'Somebody else · Mar 1, 2026')
    expect(rows(other, 0, 480)).toEqual(rows(image, 0, 480))
    expect(rows(other, 480, 630)).not.toEqual(rows(image, 480, 630))
  }, 60_000)

  it.each([['nothing', ''], ['spaces', ' \n\t'], ['control characters', '\u{1}\u{2}\u{202E}'], ['a script without a font', 'தமிழ் தலைப்பு'], ['private characters', '\u{E000}\u{F8FF}']])('shows the site\'s name in place of %s', async (_what, title) => {
    expect(await draw(title)).toEqual(await draw('Kuberocks'))
  }, 60_000)

  it('leaves out single characters that no font has', async () => {
    for (const title of ['Ship\u{E000} it 🇩🇪', 'Ship it தமிழ்']) expect(await draw(title)).toEqual(await draw('Ship it'))
  }, 60_000)

  it('begins at the right when its title does', async () => {
    expect(Math.max(...lightColumns(await draw('שלום')))).toBeGreaterThan(1_100)
    expect(Math.min(...lightColumns(await draw('שלום')))).toBeGreaterThan(600)
    expect(Math.min(...lightColumns(await draw('Shalom')))).toBeLessThan(100)
  }, 60_000)
})

describe('the thread', () => {
  it('takes cards one after another, lets some wait and refuses the rest', async () => {
    const echo = threadOf('parentPort.on("message", () => setImmediate(() => parentPort.postMessage({ png: new Uint8Array([1]) })))')
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => echo.draw(card)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(answers.at(-1)).toMatchObject({ reason: expect.any(CardsBusyError) })
    await echo.close()
  })

  it('is replaced when it dies, hangs or fails, and only the card that it had is lost', async () => {
    const code = 'parentPort.on("message", ({ title }) => { if (title === "die") process.exit(3); if (title === "hang") for (;;); parentPort.postMessage(title === "fail" ? { failure: "no" } : { png: new Uint8Array([7]) }) })'
    for (const [title, reason] of [['die', /ended with 3/], ['hang', /not drawn within 300 ms/], ['fail', /^no$/]] as const) {
      const thread = threadOf(code)
      const [bad, good] = await Promise.allSettled([thread.draw({ ...card, title }), thread.draw(card)])
      expect(bad).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(reason) } })
      expect(good).toMatchObject({ status: 'fulfilled', value: Buffer.from([7]) })
      await thread.close()
    }
  })

  it('ends when there is nothing to draw, and comes again', async () => {
    const named = threadOf('import { threadId } from "node:worker_threads"\nparentPort.on("message", () => parentPort.postMessage({ png: new Uint8Array([threadId]) }))')
    const first = await named.draw(card)
    await expect.poll(async () => (await named.draw(card)).equals(first), { interval: 20 }).toBe(false)
    await named.close()
  })
})
