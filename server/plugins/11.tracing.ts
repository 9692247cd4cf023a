import process from 'node:process'
import { buildInformation } from '#build-information'
import { readConfiguration } from '../configuration'
import { describeFailure } from '../database/errors'
import { useLog } from '../logging/log'
import { loadTracing, useTracing } from '../tracing/opened'

/** Begins with traces, where OpenTelemetry's variables want them. The first requests wait some milliseconds for it, so that none is without. */
export default defineNitroPlugin(({ h3App, hooks }) => {
  const { tracing } = readConfiguration(process.env)
  if (import.meta.dev || !tracing) return
  const warn = (message: string) => useLog().warn(message)
  let loading: Promise<void> | undefined = loadTracing(tracing, buildInformation.version, warn)
    .catch((error: unknown) => warn(`traces are not sent: ${describeFailure(error)}`))
    .finally(() => loading = undefined)
  const handle = h3App.handler
  h3App.handler = Object.assign((event: Parameters<typeof handle>[0]) => loading ? loading.then(() => handle(event)) : handle(event), handle)
  hooks.hook('close', async () => await useTracing()?.close())
})
