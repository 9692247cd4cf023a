import type { Kind, Subject } from './content.ts'
import { fill, kinds, subjects } from './content.ts'
import { createRandom, hash } from './random.ts'

export interface Title { kind: Kind, subject: Subject, title: string, slug: string }

const forms = kinds.flatMap(kind => kind.titles.map(template => ({ kind, template })))

const sources = [
  'lessons', 'notes', 'field notes', 'a report', 'questions', 'a checklist', 'observations', 'sketches', 'a diary', 'stories',
  'a retrospective', 'second thoughts',
]
const places = [
  'a small team', 'the on-call desk', 'a busy winter', 'a quiet quarter', 'a long migration', 'the night shift', 'a year of weekly releases',
  'the platform team', 'a regulated industry', 'two data centres', 'a team of four', 'the first hundred deploys', 'our staging cluster',
  'a company without a pager',
]
/** What a title can end with; the first is the usual one. */
const endings = ['', ...sources.flatMap(source => places.map(place => `: ${source} from ${place}`))]
const LONG_TITLES = 0.15

/** How many titles there are before one needs a number. */
export const TITLES = forms.length * subjects.length * endings.length

let shuffled: { seed: number, round: number, order: Uint32Array } | undefined

/** All pairs of a form and a subject in random order, the same for the same seed and round. */
function shufflePairs(seed: number, round: number): Uint32Array {
  if (shuffled?.seed === seed && shuffled.round === round) return shuffled.order
  const random = createRandom(seed, round)
  const order = Uint32Array.from({ length: forms.length * subjects.length }, (_, pair) => pair)
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last)
    const pair = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = pair
  }
  shuffled = { seed, round, order }
  return order
}

export function slugify(title: string): string {
  return title.toLowerCase().replaceAll(/['.]/g, '').replaceAll(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/**
 * The title of an article, which no other article of the same seed has. A round uses every pair of
 * a form and a subject once, and over the rounds each pair meets each ending once.
 *
 * @param seed whole number
 * @param index of the article, 0 or more
 */
export function createTitle(seed: number, index: number): Title {
  const pairs = forms.length * subjects.length
  const round = Math.floor(index / pairs)
  const pair = shufflePairs(seed, round)[index % pairs] ?? 0
  const form = forms[Math.floor(pair / subjects.length)]
  const subject = subjects[pair % subjects.length]
  if (!form || !subject) throw new RangeError(`no title for article ${index}`)

  const chance = hash(seed, pair)
  const offset = chance < LONG_TITLES * 2 ** 32 ? chance % endings.length : 0
  const ending = endings[(round + offset) % endings.length] ?? ''
  const part = Math.floor(index / TITLES) + 1
  const title = `${fill(form.template, subject)}${ending}${part > 1 ? `, part ${part}` : ''}`
  return { kind: form.kind, subject, title, slug: slugify(title) }
}
