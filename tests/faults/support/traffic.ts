/** What a stretch of reads came to. Times are milliseconds. */
export interface TrafficReport {
  reads: number
  failed: number
  /** The first few failures, for the message of a failed expectation. */
  failures: string[]
  perSecond: number
  slowest: number
  p99: number
  /** The longest time in which no read was answered. */
  longestGap: number
}

export interface Traffic {
  /** What has happened since the last call, or since the start. */
  report: () => TrafficReport
  /** Ends it and resolves when the last read is over. */
  stop: () => Promise<TrafficReport>
}

export interface TrafficOptions {
  concurrency?: number
  /** All together; each of the concurrent readers starts its next read no earlier than this allows. */
  perSecond?: number
}

/**
 * Reads steadily until it is stopped: 20 at a time, 800 a second, unless they are held up.
 *
 * @param read one read; a rejection counts as a failed one
 */
export function startTraffic(read: () => Promise<unknown>, { concurrency = 20, perSecond = 800 }: TrafficOptions = {}): Traffic {
  let stopped = false
  let began = performance.now()
  let lastAnswer = began
  let longestGap = 0
  let durations: number[] = []
  let failures: string[] = []
  let failed = 0
  const pace = (concurrency * 1000) / perSecond

  const readOn = async (reader: number) => {
    let next = performance.now() + (reader * pace) / concurrency
    while (!stopped) {
      const wait = next - performance.now()
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
      next = Math.max(next + pace, performance.now())
      const start = performance.now()
      try {
        await read()
        longestGap = Math.max(longestGap, performance.now() - lastAnswer)
        lastAnswer = performance.now()
      }
      catch (error) {
        failed++
        if (failures.length < 5) failures.push(explain(error))
      }
      durations.push(performance.now() - start)
    }
  }
  const readers = Array.from({ length: concurrency }, (_, reader) => readOn(reader))

  const report = (): TrafficReport => {
    const sorted = durations.toSorted((a, b) => a - b)
    const now = performance.now()
    const result = {
      reads: sorted.length,
      failed,
      failures,
      perSecond: Math.round((sorted.length * 1000) / (now - began)),
      slowest: Math.round(sorted.at(-1) ?? 0),
      p99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
      longestGap: Math.round(Math.max(longestGap, now - lastAnswer)),
    }
    durations = []
    failures = []
    failed = 0
    longestGap = 0
    began = lastAnswer = now
    return result
  }
  return {
    report,
    stop: async () => {
      stopped = true
      await Promise.all(readers)
      return report()
    },
  }
}

function explain(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error)
  return error instanceof Error && error.cause !== undefined ? `${text} <- ${explain(error.cause)}` : text
}
