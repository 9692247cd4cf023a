import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'

const server = resolve(import.meta.dirname, '../../../.output/server/index.mjs')
const secret = 'p%40ss-word'

/** An address for reads with this option, beside a good one for writes. */
const malformed = (option: string) => ({ NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_DATABASE_RO_URL: `postgres://u:${secret}@h/d?${option}` })

/** Starts the built server as an operator would, and waits for it to give up. */
function boot(environment: Record<string, string>): Promise<{ code: unknown, stdout: string, stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [server], { env: { PORT: '0', ...environment }, timeout: 20_000 }, (error, stdout, stderr) => {
      done({ code: error?.code ?? 0, stdout, stderr })
    })
  })
}

describe('the server at boot', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no address', {}, /NUXT_DATABASE_URL is not set/],
    ['an empty address', { NUXT_DATABASE_URL: '' }, /NUXT_DATABASE_URL is not set/],
    ['an address of another kind', { NUXT_DATABASE_URL: `mysql://u:${secret}@h/d` }, /NUXT_DATABASE_URL: expected postgres:/],
    ['no host', { NUXT_DATABASE_URL: `postgres://u:${secret}@/d` }, /NUXT_DATABASE_URL: the host is missing/],
    ['no database', { NUXT_DATABASE_URL: `postgres://u:${secret}@h` }, /NUXT_DATABASE_URL: expected postgres:/],
    ['a port out of range', { NUXT_DATABASE_URL: `postgres://u:${secret}@h:99999/d` }, /NUXT_DATABASE_URL: port 99999 of host "h"/],
    ['the same host twice', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_DATABASE_RO_URL: `postgres://u:${secret}@h,H:5432/d` }, /NUXT_DATABASE_RO_URL: host h:5432 is given twice/],
    ['an unknown option', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_DATABASE_RO_URL: `postgres://u:${secret}@h/d?load_balance=on` }, /NUXT_DATABASE_RO_URL: unknown option "load_balance", expected one of .*load_balance_hosts/],
    ['a malformed option', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_DATABASE_RO_URL: `postgres://u:${secret}@h/d?load_balance_hosts=sometimes` }, /NUXT_DATABASE_RO_URL: option "load_balance_hosts" is malformed, expected round_robin, random or disable/],
    ['a malformed timeout', { NUXT_DATABASE_URL: `postgres://u:${secret}@h/d?connect_timeout=soon` }, /NUXT_DATABASE_URL: option "connect_timeout" is malformed, expected seconds, 1 to 3600$/m],
    ['an option of reads for the writer', { NUXT_DATABASE_URL: `postgres://u:${secret}@h/d?max_lag=1`, NUXT_DATABASE_RO_URL: 'postgres://u@h/d' }, /NUXT_DATABASE_URL: unknown option "max_lag", expected one of application_name, connect_timeout, host_recheck, sslmode \(it is of the reader: set it in NUXT_DATABASE_RO_URL\)$/m],
    ['an unknown role', malformed('target_session_attrs=leader'), /RO_URL: option "target_session_attrs" is malformed, expected any, primary, standby or prefer-standby$/m],
    ['an unknown way to find hosts', malformed('discovery=consul'), /RO_URL: option "discovery" is malformed, expected static or dns$/m],
    ['read_timeout=0', malformed('read_timeout=0'), /RO_URL: option "read_timeout" is malformed, expected seconds, 0.1 to 3600$/m],
    ['max_lag=10s', malformed('max_lag=10s'), /RO_URL: option "max_lag" is malformed, expected seconds, 0.1 to 3600$/m],
    ['host_recheck=3601', malformed('host_recheck=3601'), /RO_URL: option "host_recheck" is malformed, expected seconds, 0.1 to 3600$/m],
    ['dns_interval=-1', malformed('dns_interval=-1'), /RO_URL: option "dns_interval" is malformed, expected seconds, 0.1 to 3600$/m],
    ['bad percent-encoding', { NUXT_DATABASE_URL: 'postgres://u:50%@h/d' }, /NUXT_DATABASE_URL: the password is not valid percent-encoding/],
    ['a mistyped variable', { NUXT_DATABASE_URL: `postgres://u:${secret}@h/d`, NUXT_DATABASE_ROURL: 'x' }, /NUXT_DATABASE_ROURL is not a setting, expected one of NUXT_DATABASE_URL/],
    ['a short secret', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_SESSION_SECRET: 'short-secret' }, /NUXT_SESSION_SECRET: expected a secret of at least 32 bytes/],
    ['no secret in production', { NUXT_DATABASE_URL: 'postgres://u@h/d', NODE_ENV: 'production' }, /^Not started: NUXT_SESSION_SECRET is not set, expected at least 32 bytes \(openssl rand -base64 32 makes one\)$/m],
    ['an empty secret in production', { NUXT_DATABASE_URL: 'postgres://u@h/d', NODE_ENV: 'production', NUXT_SESSION_SECRET: '' }, /NUXT_SESSION_SECRET is not set/],
    ['a port that is no number', { NUXT_DATABASE_URL: 'postgres://u@h/d', PORT: 'abc' }, /PORT: expected a port, 0 to 65535/],
    ['a port that there is not', { NUXT_DATABASE_URL: 'postgres://u@h/d', PORT: '99999' }, /PORT: expected a port, 0 to 65535/],
    ['a metrics port that is no number', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_METRICS_PORT: 'on' }, /NUXT_METRICS_PORT: expected a port, 0 to 65535/],
    ['metrics on the site\'s own port', { NUXT_DATABASE_URL: 'postgres://u@h/d', PORT: '26999', NUXT_METRICS_PORT: '26999' }, /NUXT_METRICS_PORT: expected another port than the site's/],
    ['an @ in a password that is not encoded', { NUXT_DATABASE_URL: 'postgres://u:pa@p@ss-word@h/d' }, /NUXT_DATABASE_URL: a host is malformed/],
    ['a relative site address', { NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_PUBLIC_SITE_URL: '/blog' }, /NUXT_PUBLIC_SITE_URL: expected an absolute address/],
  ])('refuses %s in one line and ends with 1', async (_what, environment, message) => {
    const { code, stdout, stderr } = await boot(environment)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(`${stdout}${stderr}`).not.toMatch(/p%40ss-word|p@ss-word|50%|short-secret/)
  })

  it('ends with one line when its port is taken', async () => {
    const taken = createServer().listen(0)
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    try {
      const { code, stderr } = await boot({ NUXT_DATABASE_URL: 'postgres://u@127.0.0.1:9/d', NUXT_SESSION_SECRET: 'x'.repeat(32), PORT: port })
      expect(code).toBe(1)
      expect(stderr.trim()).toMatch(/^Not started: .*EADDRINUSE.*; PORT and HOST say where to listen$/)
    }
    finally {
      taken.close()
    }
  })
})
