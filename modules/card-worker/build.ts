import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { z } from 'zod'
import type { FontFile } from '../../server/cards/fonts.ts'

const root = resolve(import.meta.dirname, '../..')
const { resolve: find } = createRequire(import.meta.url)
/**
 * The fonts, all under the SIL Open Font License 1.1; of several that have a character the first is taken. Emoji before Chinese and Korean,
 * whose ranges name signs that they do not have.
 */
const families = ['noto-sans', 'noto-sans-arabic', 'noto-sans-hebrew', 'noto-sans-thai', 'noto-emoji', 'noto-sans-sc', 'noto-sans-kr']
const rangesSchema = z.record(z.string(), z.string())

/** `U+0-FF,U+131` as pairs of code points. */
function parseRanges(ranges: string): [number, number][] {
  return ranges.split(',').map((range) => {
    const [first = '', last = first] = range.trim().slice('U+'.length).split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

/** Puts a family's files of upright letters of every weight into the folder. */
async function copyFamily(family: string, folder: string): Promise<FontFile[]> {
  const source = dirname(find(`@fontsource-variable/${family}/unicode.json`))
  const subsets = Object.entries(rangesSchema.parse(JSON.parse(await readFile(join(source, 'unicode.json'), 'utf8'))))
  await cp(join(source, 'LICENSE'), join(folder, `${family}-LICENSE.txt`))
  return await Promise.all(subsets.map(async ([subset, ranges]) => {
    const file = `${family}-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`
    await cp(join(source, 'files', file), join(folder, file))
    return { file, family, ranges: parseRanges(ranges) }
  }))
}

/**
 * Builds the thread that draws cards, with all that it reads, into an empty folder.
 *
 * @returns a name for the design: it changes with whatever makes cards look different
 */
export async function buildCardWorker(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'fonts'), { recursive: true })
  const fonts: FontFile[] = []
  for (const family of families) fonts.push(...await copyFamily(family, join(folder, 'fonts')))
  await writeFile(join(folder, 'fonts.json'), JSON.stringify(fonts))
  await cp(find('@takumi-rs/wasm/takumi_wasm_bg.wasm'), join(folder, 'takumi.wasm'))
  await cp(join(root, 'public/favicon.svg'), join(folder, 'mark.svg'))
  await build({
    entryPoints: [join(root, 'server/cards/worker.ts')],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'warning',
  })
  const hash = createHash('sha256')
  for (const name of ['worker.mjs', 'fonts.json', 'mark.svg']) hash.update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}
