/** What one run of Lighthouse says of a page; scores are 0 to 100. */
export interface LighthouseRun {
  performance: number
  accessibility: number
  bestPractices: number
  seo: number
  /** Cumulative layout shift, https://web.dev/articles/cls. */
  layoutShift: number
  /** Milliseconds until the largest thing in the window is painted. */
  largestPaint: number
  /** Audits that cost a point outside performance. */
  failed: string[]
}

/** What a page must reach: the median of its runs in performance, every run in all else. */
const goals = { performance: 99, others: 100, layoutShift: 0 }

/** The middle of the values; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new RangeError('There is no median of nothing.')
  return middle
}

/**
 * Where the runs of a page fall short of the goals.
 *
 * @returns a line for each shortfall; none when the page is as it should be
 */
export function shortfalls(runs: readonly LighthouseRun[]): string[] {
  const found = new Set<string>()
  const performance = median(runs.map(run => run.performance))
  if (performance < goals.performance) found.add(`performance ${performance}, expected ${goals.performance} or more`)
  for (const run of runs) {
    for (const category of ['accessibility', 'bestPractices', 'seo'] as const) {
      if (run[category] < goals.others) found.add(`${category} ${run[category]}, expected ${goals.others}: ${run.failed.join(', ')}`)
    }
    if (run.layoutShift > goals.layoutShift) found.add(`cumulative layout shift ${run.layoutShift}, expected ${goals.layoutShift}`)
  }
  return [...found]
}
