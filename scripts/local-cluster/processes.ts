import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import process from 'node:process'

/** A living process; zombies and the dead are never described by one. */
export interface ProcessInfo {
  readonly pid: number
  readonly parentPid: number
  readonly uid: number
  /** True while the process is stopped by a signal. */
  readonly frozen: boolean
  /** Together with the pid names one process for ever: a reused pid has another. */
  readonly startTime: string
  /** The arguments joined by blanks, or the title the process gave itself. */
  readonly commandLine: string
}

const onLinux = process.platform === 'linux'
let bootId: string | undefined

/** Describes one living process, or undefined when there is none (or only a zombie). */
export function inspectProcess(pid: number): ProcessInfo | undefined {
  if (!onLinux) return readTable(['-p', String(pid)])[0]
  try {
    const stat = parseStat(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
    if (stat === undefined || stat.zombie) return undefined
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return {
      pid,
      parentPid: stat.parentPid,
      uid: statSync(`/proc/${String(pid)}`).uid,
      frozen: stat.frozen,
      startTime: `${bootId}/${stat.ticks}`,
      commandLine: readCommandLine(String(pid)),
    }
  }
  catch {
    return undefined
  }
}

/**
 * Describes the living processes whose command line meets the condition.
 *
 * @param matches asked first, so that most processes cost one small read
 */
export function listProcesses(matches: (commandLine: string) => boolean): ProcessInfo[] {
  if (!onLinux) return readTable(['-ax']).filter(info => matches(info.commandLine))
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && matches(readCommandLine(name)))
    .map(name => inspectProcess(Number(name)))
    .filter(info => info !== undefined)
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  }
  catch {
    return ''
  }
}

/**
 * Sends a signal, provided the process is still the one described.
 *
 * @returns false when it is gone
 */
export function signalProcess(target: ProcessInfo, signal: NodeJS.Signals): boolean {
  if (!isSameProcess(target)) return false
  try {
    process.kill(target.pid, signal)
    return true
  }
  catch {
    return false
  }
}

/** Whether that very process still lives; a reused pid or a zombie does not count. */
export function isSameProcess(known: { readonly pid: number, readonly startTime: string }): boolean {
  return inspectProcess(known.pid)?.startTime === known.startTime
}

/** Reads the fields of `/proc/<pid>/stat`; undefined when the text is not one. */
export function parseStat(text: string): { parentPid: number, zombie: boolean, frozen: boolean, ticks: string } | undefined {
  // The name in brackets may itself hold blanks and brackets: fields are counted from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, parentPid] = fields
  const ticks = fields[19]
  if (state === undefined || parentPid === undefined || ticks === undefined) return undefined
  return { parentPid: Number(parentPid), zombie: 'ZXx'.includes(state), frozen: 'Tt'.includes(state), ticks }
}

function readTable(selection: readonly string[]): ProcessInfo[] {
  try {
    const text = execFileSync('ps', [...selection, '-ww', '-o', 'pid=,ppid=,uid=,state=,lstart=,command='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      maxBuffer: 32 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return parseTable(text)
  }
  catch {
    return []
  }
}

/** Reads the lines of `ps -o pid=,ppid=,uid=,state=,lstart=,command=`; zombies are left out. */
export function parseTable(text: string): ProcessInfo[] {
  const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/
  return text.split('\n').flatMap((row) => {
    const [, pid, parentPid, uid, state, startTime, commandLine] = line.exec(row) ?? []
    if (state === undefined || startTime === undefined || commandLine === undefined || state.startsWith('Z')) return []
    return [{
      pid: Number(pid),
      parentPid: Number(parentPid),
      uid: Number(uid),
      frozen: state.startsWith('T'),
      startTime: startTime.replaceAll(/\s+/g, ' '),
      commandLine: commandLine.trim(),
    }]
  })
}
