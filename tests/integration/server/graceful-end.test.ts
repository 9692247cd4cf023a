import { once } from 'node:events'
import { connect } from 'node:net'
import process from 'node:process'
import { afterEach, describe, expect, inject, it } from 'vitest'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { withConnection } from '../support/database.ts'
import { ask, startTestSite } from '../support/site.ts'

let site: SiteProcess | undefined
afterEach(async () => {
  await site?.stop()
})

/** Resolves when a connection of the site waits for a lock on the primary. */
async function someoneWaits(): Promise<void> {
  await expect.poll(() => withConnection(inject('hosts')[0]?.adminUrl ?? '', async (sql) => {
    const [row] = await sql<{ waiting: number }[]>`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'`
    return row?.waiting
  })).toBeGreaterThan(0)
}

/** Whether a new connection is let in. */
async function lets(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  }
  catch {
    return false
  }
  finally {
    socket.destroy()
  }
}

describe('the site on SIGTERM', () => {
  it('answers what it is working on, closes its connections, and ends with 0', async () => {
    site = await startTestSite({ primaryUrl: `${inject('primaryUrl')}?application_name=ending&read_timeout=10` })
    const { url, pid, exited } = site
    expect((await ask(`${url}/api/articles`)).status).toBe(200)
    const answer = await withConnection(inject('primaryUrl'), sql => sql.begin(async (transaction) => {
      await transaction`lock table articles in access exclusive mode`
      const underWay = ask(`${url}/api/articles`)
      await someoneWaits()
      process.kill(pid, 'SIGTERM')
      // It listens no more, and what it was asked before is still under way.
      await expect.poll(() => lets(url)).toBe(false)
      return { underWay }
    }))
    expect((await answer.underWay).status).toBe(200)
    expect(await exited).toEqual([0, null])
    const left = await withConnection(inject('primaryUrl'), sql => sql`select from pg_stat_activity where application_name like 'ending%'`)
    expect(left).toHaveLength(0)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
