import { format } from 'node:util'
import type { Log } from './log.ts'

/** What the framework says of an error that no handler caught; it names the whole address. */
const requestError = /^(\[request error\].*?)(?:\?\S*)?\s*$/s

/**
 * Lets what others print, Nitro's `Listening on …` for one, become lines of the log. An error among the arguments is a field: its
 * stack would be many lines.
 */
export function redirectConsole(log: Log): void {
  const write = (to: 'debug' | 'info' | 'warn' | 'error') => (...args: unknown[]) => {
    const error = args.find(argument => argument instanceof Error)
    const text = format(...args.filter(argument => argument !== error))
    const message = requestError.exec(text)?.[1] ?? text.trim()
    log[to](message === '' && error ? error.message : message, error && { stack: error.stack })
  }
  Object.assign(console, { debug: write('debug'), log: write('info'), info: write('info'), warn: write('warn'), error: write('error') })
}
