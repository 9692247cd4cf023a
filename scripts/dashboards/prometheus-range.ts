import { z } from 'zod'
import type { AskRange } from './panels.ts'

const answerSchema = z.object({ data: z.object({ result: z.array(z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(z.tuple([z.number(), z.string()])),
})) }) })

/**
 * Asks a Prometheus for curves.
 *
 * @param url `http://127.0.0.1:PORT`
 * @param times whole seconds, one after another
 * @param rateInterval what Grafana would put in the place of `$__rate_interval`
 */
export function askPrometheus(url: string, times: readonly number[], rateInterval: string): AskRange {
  return async (expression) => {
    const query = expression.replaceAll('$__rate_interval', rateInterval)
    const response = await fetch(`${url}/api/v1/query_range?${new URLSearchParams({ query, start: String(times[0]), end: String(times.at(-1)), step: '1' })}`)
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`Prometheus refuses ${query}: ${JSON.stringify(answer)}`)
    return answerSchema.parse(answer).data.result.map(({ metric, values }) => {
      const known = new Map(values.map(([time, value]) => [time, Number(value)]))
      return { labels: metric, values: times.map((time) => {
        const value = known.get(time)
        return value === undefined || !Number.isFinite(value) ? null : value
      }) }
    })
  }
}
