import { describe, expect, it } from 'vitest'
import { describeLogLine } from '../../../scripts/log-line.ts'

describe('a line of the log, for people,', () => {
  it.each([
    ['is its text', '{"level":"info","time":"2026-11-26T16:23:13.145Z","msg":"Listening on http://[::]:3000"}', 'Listening on http://[::]:3000'],
    ['is not there for a request that went well', '{"level":"info","method":"GET","path":"/","status":200,"msg":"request answered"}', undefined],
    ['is not there for one that its client is to blame for', '{"level":"info","method":"GET","path":"/x","status":404,"msg":"request answered"}', undefined],
    ['says why a request failed', '{"level":"error","method":"GET","path":"/","status":503,"error":"no database host","msg":"request answered"}', 'GET / answered 503: no database host'],
    ['stays as it is when it is no JSON', 'Not started: PORT: expected a port', 'Not started: PORT: expected a port'],
    ['stays as it is when it only begins like JSON', '{ "level"', '{ "level"'],
  ])('%s', (_what, line, text) => {
    expect(describeLogLine(line)).toBe(text)
  })
})
