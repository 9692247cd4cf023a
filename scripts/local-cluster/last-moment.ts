import { existsSync } from 'node:fs'
import process from 'node:process'
import { nodePlace } from './data-directory.ts'
import { acquireSync } from './lock.ts'
import { countMembers } from './membership.ts'
import type { Membership } from './membership.ts'
import { mostStandbys } from './options.ts'
import { haltNodeSync, livingNodes } from './postmaster.ts'

interface Use { readonly base: string, readonly membership: Membership }

const uses = new Set<Use>()

/**
 * Has the cluster stopped when this process exits without having stopped it (process.exit, an uncaught error).
 *
 * @returns takes that back
 */
export function stopAtExit(use: Use): () => void {
  if (uses.size === 0) process.on('exit', stopAll)
  uses.add(use)
  return () => {
    uses.delete(use)
    if (uses.size === 0) process.off('exit', stopAll)
  }
}

function stopAll(): void {
  for (const { base, membership } of uses) {
    membership.leave()
    if (!existsSync(base)) continue
    // Somebody else may be joining right now. The lock stays with this process when it was starting or stopping.
    const release = acquireSync(base, 500)
    if (countMembers(base) > 0) continue
    const places = Array.from({ length: mostStandbys + 1 }, (_value, index) => nodePlace(base, mostStandbys - index))
    const living = new Set(livingNodes(places))
    for (const place of places) if (living.has(place)) haltNodeSync(place)
    release?.()
  }
}
