import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A field that articles are about, and pieces of Markdown about it, each complete in itself. */
export interface Topic {
  /** Tags, the most fitting first. */
  tags: readonly string[]
  /** Noun phrases, singular or plural, that fit into the places of `Kind`. */
  subjects: readonly string[]
  paragraphs: readonly string[]
  lists: readonly string[]
  code: readonly string[]
  quotes: readonly string[]
  links: readonly string[]
  /** May be empty. */
  tables: readonly string[]
}

/**
 * A manner of writing about any subject. `{subject}` stands for the noun phrase, `{Subject}` for
 * the same at the start of a sentence.
 */
export interface Kind {
  /** Added to the topic's tags now and then. */
  tags: readonly string[]
  titles: readonly string[]
  descriptions: readonly string[]
  openings: readonly string[]
  /** Three headings each, between ` | `. */
  outlines: readonly string[]
  paragraphs: readonly string[]
  closings: readonly string[]
}

/** A subject with its topic. */
export interface Subject { phrase: string, topic: Topic }

type Lists<Name extends string> = Record<Name, string[]>

/** Cuts at blank lines outside of code; a text that ends in a colon stays with what it announces. */
function splitBlocks(markdown: string): string[] {
  const blocks: string[] = []
  let inCode = false
  let open = false
  for (const line of markdown.split('\n')) {
    const last = blocks.at(-1)
    if (line === '' && !inCode) {
      open = false
      continue
    }
    if (open && last !== undefined) blocks[blocks.length - 1] = `${last}\n${line}`
    else if (last?.endsWith(':')) blocks[blocks.length - 1] = `${last}\n\n${line}`
    else blocks.push(line)
    open = true
    if (line.startsWith('```')) inCode = !inCode
  }
  return blocks
}

/** Reads files of a folder, in the order of their names so that an article is the same on every machine. */
function readFolder(folder: string): string[] {
  const path = join(import.meta.dirname, 'content', folder)
  return readdirSync(path).filter(name => name.endsWith('.md')).sort().map(name => readFileSync(join(path, name), 'utf8'))
}

/** Takes a file apart: `name: a; b` in its head, and blocks under `# name`. */
function parseLists<Name extends string>(source: string, names: readonly Name[], lists: Lists<Name>): Lists<Name> {
  const [head = '', ...sections] = source.split(/^# (?=[a-z]+$)/m)
  for (const name of names) {
    const line = head.split('\n').find(text => text.startsWith(`${name}: `))
    const section = sections.find(text => text.startsWith(`${name}\n`))
    lists[name] = line === undefined ? splitBlocks(section?.slice(name.length + 1) ?? '') : line.slice(name.length + 2).split('; ')
  }
  return lists
}

export const topics: readonly Topic[] = readFolder('topics').map(source => parseLists(
  source,
  ['tags', 'subjects', 'paragraphs', 'lists', 'code', 'quotes', 'links', 'tables'],
  { tags: [], subjects: [], paragraphs: [], lists: [], code: [], quotes: [], links: [], tables: [] },
))

export const kinds: readonly Kind[] = readFolder('kinds').map(source => parseLists(
  source,
  ['tags', 'titles', 'descriptions', 'openings', 'outlines', 'paragraphs', 'closings'],
  { tags: [], titles: [], descriptions: [], openings: [], outlines: [], paragraphs: [], closings: [] },
))

export const subjects: readonly Subject[] = topics.flatMap(topic => topic.subjects.map(phrase => ({ phrase, topic })))

/** Every tag there is, once each. */
export const tagNames: readonly string[] = [...new Set([...topics, ...kinds].flatMap(({ tags }) => tags))]

/** Fills the subject into a template. */
export function fill(template: string, { phrase }: Pick<Subject, 'phrase'>): string {
  return template.replaceAll('{subject}', phrase).replaceAll('{Subject}', `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}`)
}
