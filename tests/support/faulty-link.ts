import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { namespacesRefused, removeStaleNamespaces } from './network-namespace.ts'

/** How the link is made: out of real packets that vanish, or out of a relay that falls silent. */
export type LinkKind = 'namespace' | 'proxy'

/** The way to one local server, which can be broken and mended. The steps of one link run one after another. */
export interface FaultyLink {
  /** Where the client connects to, instead of to the server. */
  readonly host: string
  readonly port: number
  readonly kind: LinkKind
  /** The process that carries the link. */
  readonly pid: number
  /**
   * Silence: neither data nor an end passes any more, in either direction, and nobody is told. With
   * a namespace nothing is acknowledged either and a new connection is not made; with a proxy the
   * kernel acknowledges what is sent and accepts new connections, which nobody answers.
   */
  drop: () => Promise<void>
  /** Every connection is reset, at the client and at the server, and new ones are refused. */
  cut: () => Promise<void>
  /**
   * The link works again. Connections which were silent go on where they stopped (with a namespace
   * at TCP's next attempt, later the longer the silence was), those that were cut stay cut.
   */
  restore: () => Promise<void>
  /** The clients' connections that the link holds open, including those whose client left in silence. */
  connections: () => number
  /** Resets what is open and removes all that the link is made of; may be called again. */
  close: () => Promise<void>
}

/**
 * Opens a link of the better kind: a namespace where one can be made, otherwise a proxy. The
 * variable FAULTY_LINK, `namespace` or `proxy`, chooses the kind instead.
 * @param options `to`: the port of the server on 127.0.0.1
 * @returns the open link; when nothing listens on `to`, its clients are accepted and then reset
 * @throws when FAULTY_LINK is another word, or the link cannot be made
 */
export async function openLink(options: { to: number }): Promise<FaultyLink> {
  const wanted = process.env.FAULTY_LINK || (namespacesRefused() === undefined ? 'namespace' : 'proxy')
  if (wanted === 'namespace') return await openNamespaceLink(options)
  if (wanted === 'proxy') return await openProxyLink(options)
  throw new Error(`FAULTY_LINK is "${wanted}": use namespace or proxy`)
}

/**
 * Opens a link through a network namespace of its own.
 * @param options `to`: the port of the server on 127.0.0.1
 * @param options.to
 * @returns the open link
 * @throws when namespaces are not permitted (`namespacesRefused` says why) or the server's process fails
 */
export async function openNamespaceLink({ to }: { to: number }): Promise<FaultyLink> {
  const refused = namespacesRefused()
  if (refused !== undefined) throw new Error(refused)
  return await open('namespace', to)
}

/**
 * Opens a link through a relay on 127.0.0.1.
 * @param options `to`: the port of the server on 127.0.0.1
 * @param options.to
 * @returns the open link
 * @throws when the relay's process fails
 */
export async function openProxyLink({ to }: { to: number }): Promise<FaultyLink> {
  return await open('proxy', to)
}

async function open(kind: LinkKind, to: number): Promise<FaultyLink> {
  const program = join(import.meta.dirname, 'faulty-link-proxy.ts')
  // Without the options of the process under test, which may be a debugger's or a test runner's.
  const child = fork(program, ['carry', kind, String(to)], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(() => new Error(`The process of the link to port ${to} has ended`))
  let connections = 0
  let answer = (_words: string[]) => {}
  child.on('message', (message) => {
    const words = String(message).split(' ')
    if (words[0] === 'connections') connections = Number(words[1])
    else answer(words)
  })

  /** The report that follows; reports of one link never overlap. */
  async function reported(): Promise<string[]> {
    const words = await Promise.race([new Promise<string[]>(resolve => answer = resolve), ended])
    if (words instanceof Error) throw words
    if (words[0] === 'failed') throw new Error(`The link to port ${to} failed: ${words.slice(1).join(' ')}`)
    return words
  }

  const [, host = '', port] = await reported()
  let last: Promise<unknown> = Promise.resolve()
  function order(word: string): Promise<void> {
    const step = last.then(async () => {
      const done = reported()
      if (child.connected) child.send(word)
      await done
    })
    last = step.catch(() => {})
    return step
  }

  return {
    host,
    port: Number(port),
    kind,
    pid: child.pid ?? 0,
    drop: () => order('drop'),
    cut: () => order('cut'),
    restore: () => order('restore'),
    connections: () => connections,
    async close() {
      await order('cut').catch(() => {})
      if (child.connected) child.disconnect()
      await ended
      connections = 0
      // Its process removes its namespace, unless somebody killed it.
      if (kind === 'namespace') removeStaleNamespaces()
    },
  }
}
