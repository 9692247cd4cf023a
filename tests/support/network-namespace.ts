import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A network namespace joined to the main one by a virtual cable. */
export interface NetworkNamespace {
  readonly name: string
  /** The address at the namespace's end of the cable. */
  readonly host: string
  /** From now on every packet on the cable vanishes, in both directions and without any answer. */
  drop: () => void
  /** Packets pass again. */
  restore: () => void
  /** Removes the cable and the namespace; does nothing when they are gone. */
  remove: () => void
}

const prefix = 'kuberocks-link'
const inside = 'link0'
// Two fixed addresses of hardware: each cable has two ends only, so no two can meet.
const hardware = { inside: '02:00:00:00:00:02', outside: '02:00:00:00:00:01' }

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 })
}

const cableOf = (pid: number | string) => `krl-${pid}`

/** When a process began, in ticks since the boot: with its number, the process's name for good. */
function beginning(pid: number | string): string | undefined {
  try {
    // The second field, the program's name, may hold spaces and brackets itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  }
  catch {
    return undefined
  }
}

function remove(name: string, cable: string): void {
  // The cable by itself too: a socket that is still closing keeps an unnamed namespace alive.
  for (const words of [['link', 'del', cable], ['netns', 'del', name]]) {
    try {
      ip(...words)
    }
    catch {
      // It was never made or is gone.
    }
  }
}

/** @returns the names of the namespaces of this module, of whichever process; none when they cannot be listed */
export function namespacesOfLinks(): string[] {
  try {
    return ip('netns', 'list').split('\n').map(line => line.split(' ')[0] ?? '').filter(name => name.startsWith(`${prefix}-`))
  }
  catch {
    return []
  }
}

/** Removes the namespaces which processes that are gone left behind, and no others. */
export function removeStaleNamespaces(): void {
  for (const name of namespacesOfLinks()) {
    const [, pid, begun] = /-(\d+)-(\d+)$/.exec(name) ?? []
    if (pid && beginning(pid) !== begun) remove(name, cableOf(pid))
  }
}

/** Two neighbours in the range set aside for tests of networks (RFC 2544), so that no real host is hidden. */
function addresses(index: number): { outside: string, host: string } {
  const first = 4 * (index % 32_768)
  const address = (offset: number) => `198.${18 + (first >> 16)}.${(first >> 8) & 255}.${(first & 255) + offset}`
  return { outside: address(1), host: address(2) }
}

/**
 * Makes this process's namespace: one at a time.
 * @returns the namespace, with its cable up
 * @throws when a step is not permitted; what was made is removed first
 */
export function createNamespace(): NetworkNamespace {
  const [name, cable] = [`${prefix}-${process.pid}-${beginning(process.pid)}`, cableOf(process.pid)]
  try {
    ip('netns', 'add', name)
    ip('link', 'add', cable, 'address', hardware.outside, 'type', 'veth', 'peer', 'name', inside, 'address', hardware.inside, 'netns', name)
    // No two interfaces share their index, hence no two links their addresses.
    const { outside, host } = addresses(Number.parseInt(ip('-o', 'link', 'show', 'dev', cable), 10))
    ip('addr', 'add', `${outside}/30`, 'dev', cable)
    ip('link', 'set', cable, 'up')
    ip('-n', name, 'addr', 'add', `${host}/30`, 'dev', inside)
    ip('-n', name, 'link', 'set', inside, 'up')
    // Nobody asks who has an address: an unanswered question would tell a client "no route to host".
    ip('neigh', 'replace', host, 'lladdr', hardware.inside, 'nud', 'permanent', 'dev', cable)
    ip('-n', name, 'neigh', 'replace', outside, 'lladdr', hardware.outside, 'nud', 'permanent', 'dev', inside)
    // Packets from an address without a way back are dropped at arrival: one route stops both directions.
    ip('netns', 'exec', name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter')
    return {
      name,
      host,
      drop: () => void ip('-n', name, 'route', 'replace', 'blackhole', `${outside}/32`),
      restore() {
        if (ip('-n', name, 'route', 'show', 'type', 'blackhole').trim()) ip('-n', name, 'route', 'del', 'blackhole', `${outside}/32`)
      },
      remove: () => remove(name, cable),
    }
  }
  catch (error) {
    remove(name, cable)
    throw error
  }
}

let known: { reason: string | undefined } | undefined

/** @returns why no namespace can be made here, or undefined when one was made and removed */
export function namespacesRefused(): string | undefined {
  known ??= { reason: tryNamespace() }
  return known.reason
}

function tryNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has network namespaces'
  if (process.geteuid?.() !== 0) return 'only root may make network namespaces'
  try {
    createNamespace().remove()
    return undefined
  }
  catch (error) {
    return `network namespaces are not permitted: ${error instanceof Error ? error.message.trim() : String(error)}`
  }
}
