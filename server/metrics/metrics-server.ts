import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Registry } from 'prom-client'
import { useLog } from '../logging/log'

const METHODS = ['GET', 'HEAD']

/**
 * A server that answers `GET /metrics` and nothing else. It is the caller's to let it listen, and to close it.
 *
 * @param registry what to answer
 */
export function createMetricsServer(registry: Registry): Server {
  return createServer((request, response) => void answer(request, response, registry))
}

async function answer(request: IncomingMessage, response: ServerResponse, registry: Registry): Promise<void> {
  if (request.url?.split('?')[0] !== '/metrics') return end(response, 404, 'Metrics are at /metrics.')
  if (!METHODS.includes(request.method ?? '')) {
    response.setHeader('Allow', METHODS.join(', '))
    return end(response, 405, `Expected one of ${METHODS.join(', ')}.`)
  }
  try {
    const text = await registry.metrics()
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Content-Type', registry.contentType).end(text)
  }
  catch (error) {
    useLog().error(`metrics could not be read: ${error instanceof Error ? error.message : String(error)}`)
    end(response, 500, 'The metrics could not be read.')
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
