import { createComments } from './comments.ts'
import type { Comment } from './comments.ts'
import type { Kind, Subject } from './content.ts'
import { fill, tagNames } from './content.ts'
import { LAST_MOMENT, ageOf } from './moments.ts'
import { people } from './people.ts'
import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import { createTitle } from './titles.ts'

/** An article as it will stand in the database, but for its id and rendering. Times are milliseconds since 1970. */
export interface SeedArticle {
  title: string
  slug: string
  description: string
  /** The body's Markdown; joined by blank lines. No block changes what another means. */
  blocks: readonly string[]
  /** Places in `people` and `tagNames`. */
  author: number
  tags: readonly number[]
  createdAt: number
  updatedAt: number
  comments: readonly Comment[]
}

/** Some write much more than others, and some tags are everywhere. */
function createTags(random: Random, kind: Kind, subject: Subject): number[] {
  const [first = '', ...others] = subject.topic.tags
  const names = [first, ...random.sample(others, random.pick([0, 0, 1, 1, 1, 2])), ...(random.chance(0.35) ? random.sample(kind.tags, 1) : [])]
  return [...new Set(names)].map(name => tagNames.indexOf(name))
}

function createBlocks(random: Random, kind: Kind, subject: Subject): string[] {
  const [first = '', second = '', third = ''] = random.pick(kind.outlines).split(' | ')
  const lead = random.pick(subject.leads)
  const others = random.sample(subject.topic.paragraphs.filter(paragraph => paragraph !== lead), 3)
  const manners = random.sample(kind.paragraphs, 2)
  const some = (probability: number, blocks: readonly string[]): readonly string[] => random.chance(probability) ? blocks : []
  return [
    fill(random.pick(kind.openings), subject),
    lead,
    `## ${first}`,
    ...manners.slice(0, 1),
    ...some(0.3, others.slice(0, 1)),
    random.pick(subject.lists),
    random.pick(subject.quotes),
    `## ${second}`,
    ...others.slice(1, 2),
    random.pick(subject.code),
    ...some(0.25, random.sample(subject.topic.tables, 1)),
    `## ${third}`,
    ...some(0.4, manners.slice(1)),
    ...some(0.25, others.slice(2)),
    random.pick(subject.links),
    fill(random.pick(kind.closings), subject),
  ]
}

/**
 * The article of a rank: the same for the same seed, however many others there are.
 *
 * @param seed whole number
 * @param rank 0 for the newest article, 1 for the one before it, and so on
 */
export function createArticle(seed: number, rank: number): SeedArticle {
  const random = createRandom(seed, rank)
  const { kind, subject, title, slug } = createTitle(seed, rank)
  const createdAt = LAST_MOMENT - Math.ceil(ageOf(rank + 0.05 + 0.9 * random.fraction()))
  const sinceThen = LAST_MOMENT - createdAt
  return {
    title,
    slug,
    description: fill(random.pick(kind.descriptions), subject),
    blocks: createBlocks(random, kind, subject),
    author: Math.floor(people.length * random.fraction() ** 1.7),
    tags: createTags(random, kind, subject),
    createdAt,
    updatedAt: random.chance(0.25) ? createdAt + Math.floor(Math.min(sinceThen, 40 * 86_400_000) * random.fraction()) : createdAt,
    comments: createComments(random, subject, createdAt),
  }
}
