import type { TracingConfiguration } from './configuration'
import type { Tracing } from './tracing'

let opened: Tracing | undefined

/** The process's traces; undefined where none are wanted. */
export function useTracing(): Tracing | undefined {
  return opened
}

/**
 * Loads what traces need, and begins with them. Until it resolves there are none.
 *
 * @param warn told why spans are lost, at most once a minute
 */
export async function loadTracing(configuration: TracingConfiguration, version: string, warn: (message: string) => void): Promise<void> {
  const { openTracing } = await import('./tracing')
  opened = openTracing(configuration, version, warn)
}
