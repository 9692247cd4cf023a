import { AsyncLocalStorage } from 'node:async_hooks'
import type { Position } from '../../position.ts'
import type { ReadHost } from './read-host.ts'

/** What reads made on behalf of one caller have in common. */
export interface ReadContext {
  /** What they must see. */
  readonly from: Position | undefined
  /** The hosts that have answered them. */
  readonly answeredBy: Set<ReadHost>
  /** For each that was answered, what its host had certainly replayed before it read; undefined where that is not known. */
  readonly replayed: (Position | undefined)[]
}

/** Follows a request through handler, repository and Drizzle without a parameter in each of them. */
const contexts = new AsyncLocalStorage<ReadContext>()

export function currentReadContext(): ReadContext | undefined {
  return contexts.getStore()
}

export function withinReadContext<Result>(context: ReadContext, work: () => Result): Result {
  return contexts.run(context, work)
}
