/** Nothing in the data is younger than this. */
export const LAST_MOMENT = Date.UTC(2026, 10, 1)

const DAY = 86_400_000

/** Before every article, of a million too. */
export const FIRST_MOMENT = Date.UTC(2019, 0, 7, 8)

/**
 * How long before the last moment an article was written, in milliseconds: 18 hours apart at first, ever closer
 * the further back, so that 500 articles take eight months and a million six years.
 *
 * @param rank 0 for the newest article; fractions fall between two articles
 */
export function ageOf(rank: number): number {
  return 300 * DAY * Math.log(1 + rank / 400)
}
