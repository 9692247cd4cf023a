import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { validateXML } from 'xmllint-wasm'

/** sitemaps.org's own schema of a file, as the package `sitemap` hands it on. */
const schema = readFileSync(resolve(import.meta.dirname, '../../node_modules/sitemap/schema/sitemap.xsd'), 'utf8')
/** Pages of 64 KiB that libxml2 may take: a whole file as a tree. */
const MOST_PAGES = 16_384

/** One file as it came. */
export interface FetchedFile {
  text: string
  /** Bytes without compression. */
  bytes: number
  /** Milliseconds until the first of them, and until the last. */
  firstByte: number
  lastByte: number
}

/** @throws when the answer is not 200 */
export async function fetchFile(url: string): Promise<FetchedFile> {
  const begun = performance.now()
  const response = await fetch(url)
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`)
  const parts: Uint8Array[] = []
  let firstByte = 0
  for await (const part of response.body) {
    firstByte ||= performance.now() - begun
    parts.push(part)
  }
  const body = Buffer.concat(parts)
  return { text: body.toString(), bytes: body.length, firstByte, lastByte: performance.now() - begun }
}

/** What `<loc>` says, in order, with what XML escapes put back. */
export function locations(xml: string): string[] {
  return [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, text = '']) => text.replace(/&#(\d+);/g, (_reference, code: string) => String.fromCharCode(Number(code))))
}

/** What libxml2 finds wrong with a sitemap by sitemaps.org's schema; empty when nothing. */
export async function schemaErrors(xml: string): Promise<string[]> {
  const { valid, errors } = await validateXML({ xml: { fileName: 'sitemap.xml', contents: xml }, schema, initialMemoryPages: 1_024, maxMemoryPages: MOST_PAGES })
  return valid ? [] : errors.map(({ message }) => message)
}
