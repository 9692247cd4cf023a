/*
 * For `node --import …/stop-with-parent.ts program`: the program is asked to stop when the process that started it is
 * gone, and ended when it has not done so ten seconds later. Whoever starts it may say its own pid in `STOP_WITH_PARENT`: it may
 * be gone before the program has looked who it was.
 */
import process from 'node:process'
import { watchParent } from './parent-watch.ts'

watchParent(() => {
  setTimeout(() => process.exit(1), 10_000).unref()
  process.kill(process.pid, 'SIGTERM')
}, Number(process.env['STOP_WITH_PARENT'] || process.ppid))
