import { readFileSync } from 'node:fs'
import process from 'node:process'
import { parseStat } from './processes.ts'

const interval = 250

/**
 * Calls back once when the process that started this one is gone, for instance because npm was killed with SIGKILL and
 * could pass nothing on. The timer does not keep the process alive.
 *
 * @param onOrphaned called within about 250 ms of the parent's end
 * @param parent its pid, for a process whose parent may be gone before it gets here
 * @returns stops watching
 */
export function watchParent(onOrphaned: () => void, parent = process.ppid): () => void {
  // Where npm's shell stays between npm and us, the shell survives npm.
  const above = isShellWithCommand(parent) ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    if (process.ppid === parent && (above === undefined || parentOf(parent) === above)) return
    clearInterval(timer)
    onOrphaned()
  }, interval)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * As `watchParent`, where npm started this process. Whoever started it by hand may leave it running on purpose, for
 * instance with `nohup`, and log out.
 */
export function watchNpm(onOrphaned: () => void): void {
  if (process.env['npm_lifecycle_event'] !== undefined) watchParent(onOrphaned)
}

function parentOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return parseStat(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))?.parentPid
  }
  catch {
    return undefined
  }
}

function isShellWithCommand(pid: number): boolean {
  try {
    const [program = '', option = ''] = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0')
    return /(^|\/)(sh|dash|bash|ash|zsh|ksh)$/.test(program) && /^-\w*c$/.test(option)
  }
  catch {
    return false
  }
}
