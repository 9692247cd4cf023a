import { connect, createServer } from 'node:net'
import { problem } from './errors.ts'

/** Whether nothing listens on 127.0.0.1:port and it can be bound. */
async function isPortFree(port: number): Promise<boolean> {
  // Some systems allow a second listener beside one on 0.0.0.0: binding alone proves too little.
  return await canBind(port) && !await answers(port)
}

/**
 * The first free port from `first` on.
 *
 * @param first the port to try first
 * @param taken ports to pass over though nothing listens there yet
 * @throws LocalClusterError when none of the next thousand is free
 */
export async function nextFreePort(first: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = first; port < Math.min(first + 1000, 65_536); port++) {
    if (!taken.has(port) && await isPortFree(port)) return port
  }
  throw problem(`No port is free from ${String(first)} on`, 'choose another first port (--port)')
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(200, () => settle(true))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
