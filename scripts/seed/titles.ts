import type { Kind, Subject } from './content.ts'
import { fill, kinds, subjects } from './content.ts'
import { createRandom, hash } from './random.ts'

export interface Title { kind: Kind, subject: Subject, title: string, slug: string }

/** Every title that suits its subject. */
const pairs = kinds.flatMap(kind => kind.titles.flatMap(template => subjects.filter(({ topic }) => topic.kinds.includes(kind.name))
  .map(subject => ({ kind, template, subject }))))

const sources = [
  'lessons', 'notes', 'field notes', 'a report', 'questions', 'a checklist', 'observations', 'sketches', 'a diary', 'stories',
  'a retrospective', 'second thoughts',
]
const places = [
  'a small team', 'the on-call desk', 'a busy winter', 'a quiet quarter', 'a long migration', 'the night shift', 'a year of weekly releases',
  'the platform team', 'a regulated industry', 'two data centres', 'a team of four', 'the first hundred deploys', 'our staging cluster',
  'a company without a pager',
]
const endings = sources.flatMap(source => places.map(place => `: ${source} from ${place}`))
/** A title has each of the endings once, and no ending once. */
const ROUNDS = endings.length + 1
const LONG_TITLES = 0.15

/** How many titles there are before one needs a number. */
export const TITLES = pairs.length * ROUNDS

let shuffled: { seed: number, round: number, order: Uint32Array } | undefined

/** All pairs in random order, the same for the same seed and round. */
function shufflePairs(seed: number, round: number): Uint32Array {
  if (shuffled?.seed === seed && shuffled.round === round) return shuffled.order
  const random = createRandom(seed, round)
  const order = Uint32Array.from(pairs.keys())
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

/** Most titles have no ending in the first round; the others have none in the last. */
function endingOf(seed: number, place: number, round: number): string {
  const chance = hash(seed, place)
  const plainRound = chance < LONG_TITLES * 2 ** 32 ? ROUNDS - 1 : 0
  return round === plainRound ? '' : endings[(round + chance) % endings.length] ?? ''
}

/**
 * The title of an article, which no other article of the same seed has. A round uses every pair of
 * a template and a subject once, and over the rounds each pair meets each ending once.
 *
 * @param seed whole number
 * @param index of the article, 0 or more
 */
export function createTitle(seed: number, index: number): Title {
  const round = Math.floor(index / pairs.length)
  const place = shufflePairs(seed, round)[index % pairs.length] ?? 0
  const pair = pairs[place]
  if (!pair) throw new RangeError(`no title for article ${index}`)

  const part = Math.floor(index / TITLES) + 1
  const title = `${fill(pair.template, pair.subject)}${endingOf(seed, place, round % ROUNDS)}${part > 1 ? `, part ${part}` : ''}`
  return { kind: pair.kind, subject: pair.subject, title, slug: slugify(title) }
}
