import type { DestinationStream, LevelWithSilent } from 'pino'
import { pino } from 'pino'

/** What a line holds beside its text; names in snake_case, as collectors of logs have them. */
export type LogFields = Readonly<Record<string, unknown>>
type WriteLine = (message: string, fields?: LogFields) => void

/** Where the process says what happens: one line for each call. */
export interface Log {
  /** Whether lines of this level are written at all; whoever would gather fields in vain asks before. */
  has: (level: keyof Levels) => boolean
  readonly debug: WriteLine
  readonly info: WriteLine
  readonly warn: WriteLine
  readonly error: WriteLine
}
type Levels = Pick<Log, 'debug' | 'info' | 'warn' | 'error'>

/** For people: what a terminal shows, without the fields. */
const plainLog: Log = {
  has: level => level !== 'debug',
  debug: () => {},
  info: message => console.info(message),
  warn: message => console.warn(message),
  error: message => console.error(message),
}

let current = plainLog

/** The process's log; until `openLog` it is the console. */
export function useLog(): Log {
  return current
}

/**
 * From now on the log is JSON, one object a line, with `level`, `time` (ISO 8601, UTC), the fields, and `msg`.
 *
 * @param level the least that is written
 * @param destination given whole lines
 */
export function openLog(level: LevelWithSilent, destination: DestinationStream): void {
  // No process id and host name: whatever collects lines knows where they are from.
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: label => ({ level: label }) } }, destination)
  const write = (to: keyof Levels): WriteLine => (message, fields = {}) => logger[to](fields, message)
  current = {
    has: wanted => logger.isLevelEnabled(wanted),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
