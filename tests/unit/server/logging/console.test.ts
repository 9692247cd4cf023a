import { afterEach, describe, expect, it } from 'vitest'
import { redirectConsole } from '../../../../server/logging/console.ts'
import type { LogFields } from '../../../../server/logging/log.ts'

const { debug, log, info, warn, error } = console
afterEach(() => void Object.assign(console, { debug, log, info, warn, error }))

/** What becomes of lines that are printed by `print`. */
function lines(print: () => void): [string, string, LogFields | undefined][] {
  const written: [string, string, LogFields | undefined][] = []
  const write = (level: string) => (message: string, fields?: LogFields) => void written.push([level, message, fields])
  redirectConsole({ has: () => true, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') })
  print()
  return written
}

describe('what others print', () => {
  it('is a line of its level', () => {
    expect(lines(() => {
      console.log('Listening on %s', 'http://[::]:3000')
      console.warn('a warning', { n: 1 })
    })).toEqual([['info', 'Listening on http://[::]:3000', undefined], ['warn', 'a warning { n: 1 }', undefined]])
  })

  it('is one line also with an error, whose stack is a field', () => {
    const failure = new Error('broken')
    expect(lines(() => console.error(failure))).toEqual([['error', 'broken', { stack: failure.stack }]])
    expect(lines(() => console.error('while closing', failure))).toEqual([['error', 'while closing', { stack: failure.stack }]])
  })

  it('names no query string of a request that failed', () => {
    const failure = new Error('broken')
    expect(lines(() => console.error('[request error] [unhandled] [GET] http://localhost/articles?q=secret\n', failure)))
      .toEqual([['error', '[request error] [unhandled] [GET] http://localhost/articles', { stack: failure.stack }]])
  })
})
