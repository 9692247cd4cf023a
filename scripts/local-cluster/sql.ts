import { connect } from 'node:net'
import type { Socket } from 'node:net'
import postgres from 'postgres'

export type Database = postgres.Sql

/**
 * Works with one server over one connection of its own and leaves nothing open.
 *
 * @param url a URL with a single host
 * @param deadline milliseconds for all of the work; a frozen server accepts connections and never answers
 * @throws whatever the work throws, or an error when the deadline passed
 */
export async function withDatabase<T>(url: string, deadline: number, work: (sql: Database) => Promise<T>): Promise<T> {
  const sockets: Socket[] = []
  let over = false
  const { hostname, port } = new URL(url)
  const options = {
    max: 1,
    connect_timeout: Math.ceil(deadline / 1000),
    fetch_types: false,
    prepare: false,
    onnotice: () => {},
    connection: { application_name: 'kuberocks-local-cluster' },
    // Closing a pool leaves the socket of a frozen server open; these are destroyed below.
    socket: () => new Promise<Socket>((resolve, reject) => {
      if (over) return reject(new Error(`no more connections to ${hostname}:${port}`))
      const socket = connect({ host: hostname, port: Number(port) })
      sockets.push(socket)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(socket)
      })
    }),
  }
  const sql = postgres(url, options)
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from ${hostname}:${port} within ${String(deadline)} ms`)), deadline)
  })
  try {
    return await Promise.race([work(sql), tooLate])
  }
  finally {
    clearTimeout(timer)
    over = true
    // An error handler stays on: destroying a socket in the middle of a query may still report one.
    await Promise.race([sql.end({ timeout: 0 }).catch(() => {}), new Promise(resolve => setTimeout(resolve, 100).unref())])
    for (const socket of sockets) socket.on('error', () => {}).destroy()
  }
}
