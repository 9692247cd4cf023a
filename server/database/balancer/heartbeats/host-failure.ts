import { z } from 'zod'
import { codeOf, describeFailure, isHostFailure } from '../../errors.ts'

/**
 * Why a host is out:
 * - `lost`: refused, reset, shut down, no connection or memory left;
 * - `silent`: connected or connecting, and no answer in time;
 * - `unresolved`: its name has no address;
 * - `rejected`: it answers, and does not let us in (password, unknown database);
 * - `stranger`: it speaks no Postgres;
 * - `unsupported`: older than Postgres 14, or an answer nobody understands;
 * - `unmigrated`: the database has no schema yet;
 * - `lagging`: a standby too far behind;
 * - `superseded`: says it is the primary, and another does so on a newer timeline;
 * - `foreign`: of another cluster than the primary.
 */
export type HostFailureKind = 'lost' | 'silent' | 'unresolved' | 'rejected' | 'stranger' | 'unsupported' | 'unmigrated' | 'lagging' | 'superseded' | 'foreign'

export interface HostFailure {
  readonly kind: HostFailureKind
  /** One line for the log, without the host's name; never a password. */
  readonly message: string
}

/**
 * Names a failed heartbeat or a read that failed for the host's sake.
 *
 * @param user as whom it was tried, for the message
 * @param database which one, for the message
 */
export function explainHostFailure(error: unknown, user: string, database: string): HostFailure {
  const code = codeOf(error)
  const said = describeFailure(error)
  if (code === 'NOT_POSTGRES') return { kind: 'stranger', message: 'what listens there speaks no Postgres' }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'unresolved', message: `the name has no address (${code})` }
  if (code === 'CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return { kind: 'silent', message: 'no answer to a connection' }
  if (said.includes('before secure TLS connection')) return { kind: 'rejected', message: 'offers no TLS, which sslmode asks for' }
  if (code === '28P01') return { kind: 'rejected', message: `wrong password for user "${user}" (28P01)` }
  if (code?.startsWith('28')) return { kind: 'rejected', message: `refuses user "${user}": ${said}` }
  if (code === '3D000') return { kind: 'rejected', message: `has no database "${database}" (3D000)` }
  if (isHostFailure(code) || /^(53...|57014)$/.test(code ?? '')) return { kind: 'lost', message: said }
  if (error instanceof z.ZodError) return { kind: 'unsupported', message: 'answers a heartbeat with what nobody understands' }
  return { kind: 'unsupported', message: said }
}

const OLDEST_VERSION = 140_000

/** What is wrong with a host that answered its heartbeat, if anything. */
export function findFault(version: number, migrated: boolean, database: string): HostFailure | undefined {
  if (version < OLDEST_VERSION) {
    const major = version >= 100_000 ? Math.floor(version / 10_000) : (version / 10_000).toFixed(1)
    return { kind: 'unsupported', message: `runs Postgres ${major}, expected 14 or newer` }
  }
  if (!migrated) return { kind: 'unmigrated', message: `database "${database}" has no schema yet (npm run db:migrate makes it)` }
  return undefined
}
