import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A field that articles are about, and pieces of Markdown about it, each complete in itself. */
export interface Topic {
  /** Tags, the most fitting first. */
  tags: readonly string[]
  /** Names of the kinds that suit it: an outage caused by compost would not. */
  kinds: readonly string[]
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
  name: string
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

/** A noun phrase with its topic, and those of the topic's blocks that fit it best, of each sort at least one. */
export interface Subject extends Pick<Topic, 'lists' | 'code' | 'quotes' | 'links'> {
  phrase: string
  topic: Topic
  leads: readonly string[]
}

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
function readFolder(folder: string): { name: string, source: string }[] {
  const path = join(import.meta.dirname, 'content', folder)
  return readdirSync(path).filter(file => file.endsWith('.md')).sort()
    .map(file => ({ name: basename(file, '.md'), source: readFileSync(join(path, file), 'utf8') }))
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

export const topics: readonly Topic[] = readFolder('topics').map(({ source }) => parseLists(
  source,
  ['tags', 'kinds', 'subjects', 'paragraphs', 'lists', 'code', 'quotes', 'links', 'tables'],
  { tags: [], kinds: [], subjects: [], paragraphs: [], lists: [], code: [], quotes: [], links: [], tables: [] },
))

export const kinds: readonly Kind[] = readFolder('kinds').map(({ name, source }) => ({
  name,
  ...parseLists(
    source,
    ['tags', 'titles', 'descriptions', 'openings', 'outlines', 'paragraphs', 'closings'],
    { tags: [], titles: [], descriptions: [], openings: [], outlines: [], paragraphs: [], closings: [] },
  ),
}))

/** The blocks that mention the phrase, or at least its last word; all of them where none does. */
function findFitting(phrase: string, blocks: readonly string[]): readonly string[] {
  const stems = phrase.toLowerCase().split(/[^a-z0-9]+/).map(word => word.replace(/(?:ies|es|s|y|ing)$/, ''))
  const mentioning = (wanted: readonly string[]): string[] => blocks.filter(block => wanted.every(stem => block.toLowerCase().includes(stem)))
  return [mentioning(stems), mentioning(stems.slice(-1)), blocks].find(found => found.length > 0) ?? blocks
}

export const subjects: readonly Subject[] = topics.flatMap(topic => topic.subjects.map(phrase => ({
  phrase,
  topic,
  leads: findFitting(phrase, topic.paragraphs),
  lists: findFitting(phrase, topic.lists),
  code: findFitting(phrase, topic.code),
  quotes: findFitting(phrase, topic.quotes),
  links: findFitting(phrase, topic.links),
})))

/** Every tag there is, once each. */
export const tagNames: readonly string[] = [...new Set([...topics, ...kinds].flatMap(({ tags }) => tags))]

/** Fills the subject into a template. */
export function fill(template: string, { phrase }: Pick<Subject, 'phrase'>): string {
  return template.replaceAll('{subject}', phrase).replaceAll('{Subject}', `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}`)
}
