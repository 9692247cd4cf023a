import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { resolve } from 'node:path'
import protobuf from 'protobufjs'
import { z } from 'zod'

const valueSchema = z.object({ stringValue: z.string(), boolValue: z.boolean(), intValue: z.coerce.number(), doubleValue: z.number() }).partial()
  .transform(value => value.stringValue ?? value.boolValue ?? value.intValue ?? value.doubleValue)
const attributesSchema = z.array(z.object({ key: z.string(), value: valueSchema }))
  .transform(pairs => Object.fromEntries(pairs.map(({ key, value }) => [key, value])))
const hexadecimal = z.instanceof(Uint8Array).transform(bytes => Buffer.from(bytes).toString('hex'))
const spanSchema = z.object({
  traceId: hexadecimal, spanId: hexadecimal, parentSpanId: hexadecimal, traceState: z.string(), name: z.string(),
  /** 2: of a server; 3: of a client. */
  kind: z.number(),
  startTimeUnixNano: z.string().transform(BigInt), endTimeUnixNano: z.string().transform(BigInt),
  attributes: attributesSchema,
  /** Code 2 is an error. */
  status: z.object({ message: z.string(), code: z.number() }).nullable(),
})
const requestSchema = z.object({ resourceSpans: z.array(z.object({
  resource: z.object({ attributes: attributesSchema }),
  scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
})) })

/** A span as it was received, with what its process says of itself. */
export type ReceivedSpan = z.infer<typeof spanSchema> & { resource: Record<string, unknown> }

/** Takes traces by OTLP over HTTP, as a collector does. Decoded by the published definitions, not by the exporter's own code. */
export interface OtlpReceiver {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly spans: readonly ReceivedSpan[]
  readonly requests: readonly Pick<IncomingMessage, 'url' | 'headers'>[]
  close: () => Promise<void>
}

/** @param answers whether it answers what it is sent */
export async function startOtlpReceiver({ answers = true } = {}): Promise<OtlpReceiver> {
  const definitions = await protobuf.load(resolve(import.meta.dirname, 'trace.proto'))
  const type = definitions.lookupType('ExportTraceServiceRequest')
  const spans: ReceivedSpan[] = []
  const requests: Pick<IncomingMessage, 'url' | 'headers'>[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    requests.push({ url: request.url, headers: request.headers })
    if (!answers) return
    const decoded = type.toObject(type.decode(body), { longs: String, defaults: true, arrays: true })
    for (const { resource, scopeSpans } of requestSchema.parse(decoded).resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans.map(span => ({ ...span, resource: resource.attributes })))
    }
    response.setHeader('Content-Type', 'application/x-protobuf').end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new TypeError('the receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    requests,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
