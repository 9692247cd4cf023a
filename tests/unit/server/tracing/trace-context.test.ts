import { describe, expect, it } from 'vitest'
import { parseTraceparent } from '../../../../server/tracing/trace-context.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

describe('a traceparent header', () => {
  it.each([
    ['of version 00', `00-${traceId}-${spanId}-01`, 1],
    ['that is not recorded', `00-${traceId}-${spanId}-00`, 0],
    ['with flags that nobody knows yet', `00-${traceId}-${spanId}-ff`, 255],
    ['of a later version', `01-${traceId}-${spanId}-01`, 1],
    ['of a later version with more behind it', `cc-${traceId}-${spanId}-01-what-the-future-will-be-like`, 1],
  ])('%s is read', (_what, header, flags) => {
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, flags })
  })

  // Cases of https://github.com/w3c/trace-context/tree/main/test, which wants each of them ignored.
  it.each([
    ['none', undefined],
    ['several', [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`]],
    ['several as Node joins them', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
    ['an empty one', ''],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['a version of one digit', `0-${traceId}-${spanId}-01`],
    ['version 00 with more behind it', `00-${traceId}-${spanId}-01-what`],
    ['a later version with more that has no dash', `cc-${traceId}-${spanId}-01.what`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capital letters', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
    ['other letters', `00-${traceId.replace('a', 'g')}-${spanId}-01`],
    ['no flags', `00-${traceId}-${spanId}`],
    ['flags of one digit', `00-${traceId}-${spanId}-1`],
  ])('%s is none', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined()
  })
})
