import { readFileSync } from 'node:fs'

/** A block of shell commands in a document, and what it is said to print. */
export interface DocumentedCommand {
  command: string
  /** With `…` for whatever differs from one run to the next; undefined where nothing is said. */
  output: string | undefined
}

/** Every `sh` block of a Markdown file, with the block right after it. */
export function documentedCommands(file: string): DocumentedCommand[] {
  const blocks = /^```sh\n(.*?)^```\n(?:```\w+\n(.*?)^```\n)?/gms
  return [...readFileSync(file, 'utf8').matchAll(blocks)].map(([, command = '', output]) => ({ command: command.trim(), output: output?.trim() }))
}

/** Matches what is printed as the document has it, `…` standing for anything. */
export function outputPattern(output: string): RegExp {
  const parts = output.split('…').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}
