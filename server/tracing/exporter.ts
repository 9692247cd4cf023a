import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

/** Milliseconds for which no second warning follows the first. */
const QUIET_MS = 60_000

/** Passes one warning a minute on. */
export function onceAMinute(warn: (message: string) => void): (message: string) => void {
  let quietUntil = -Infinity
  return (message) => {
    const now = performance.now()
    if (now < quietUntil) return
    quietUntil = now + QUIET_MS
    warn(message)
  }
}

/** An exporter that says in one line why spans could not be sent; they are lost then. */
export function reportFailures(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        if (result.error) warn(`traces could not be sent: ${result.error.message.replaceAll(/\s+/g, ' ').trim() || result.error.name}`)
        // Reported: the SDK would do so by a line of its own.
        done({ code: 0 })
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => await exporter.forceFlush?.(),
  }
}
