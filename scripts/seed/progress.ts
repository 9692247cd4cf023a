import type { WriteStream } from 'node:tty'

const WIDTH = 30

/**
 * Shows how far the seed is: a bar that is drawn over itself on a terminal, else a line for
 * about each tenth.
 *
 * @returns to be told of each step, in articles
 */
export function createProgress(output: Pick<WriteStream, 'write'> & { isTTY?: boolean }): (done: number, total: number) => void {
  let shownTenths = 0
  return (done, total) => {
    const share = done / total
    const text = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} articles`
    if (output.isTTY) {
      const filled = Math.floor(share * WIDTH)
      output.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${text}${done === total ? '\n' : ''}`)
      return
    }
    const tenths = Math.floor(share * 10)
    if (tenths === shownTenths) return
    shownTenths = tenths
    output.write(`${text}\n`)
  }
}
