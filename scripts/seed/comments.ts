import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Subject } from './content.ts'
import { fill } from './content.ts'
import { LAST_MOMENT } from './moments.ts'
import { people } from './people.ts'
import type { Random } from './random.ts'

/** `author` is a place in `people`; the time is milliseconds since 1970. */
export interface Comment { author: number, body: string, createdAt: number }

const THREE_WEEKS = 21 * 86_400_000

/** One a line; `/` parts paragraphs. */
const texts: readonly string[] = readFileSync(join(import.meta.dirname, 'content', 'comments.txt'), 'utf8').trim().split('\n')
  .map(line => line.replaceAll(' / ', '\n\n'))

/** 0 to 10 comments on an article, oldest first, all after it was written; few is more common than many. */
export function createComments(random: Random, subject: Subject, articleCreatedAt: number): Comment[] {
  const count = Math.floor(11 * random.fraction() ** 1.8)
  const time = Math.min(THREE_WEEKS, LAST_MOMENT - articleCreatedAt)
  const delays = Array.from({ length: count }, () => Math.floor(time * random.fraction() ** 2.5)).sort((a, b) => a - b)
  return random.sample(texts, count).map((text, index) => ({
    author: random.between(0, people.length - 1),
    body: fill(text, subject),
    createdAt: articleCreatedAt + (delays[index] ?? 0),
  }))
}
