import { useDatabase } from '../database/instances'

/** Whether a database host can be read from, as far as its heartbeats say. */
export function hasUsableHost({ orDoubted = false } = {}): boolean {
  return useDatabase().status().hosts.some(({ use, state }) => use === 'reads' && (state === 'in use' || (orDoubted && state === 'doubted')))
}
