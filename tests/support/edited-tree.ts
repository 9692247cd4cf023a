import { resolve } from 'node:path'
import type { Tree } from '../../scripts/check-deploy/tree.ts'
import { readTree } from '../../scripts/check-deploy/tree.ts'

/** A slip in one of the project's files: what is written, and what is written instead. */
export interface Slip { file: string, from: string, to: string }

/** The project's own files with one slip, so that no copy of them grows old. */
export function editedTree({ file, from, to }: Slip): Tree {
  const tree = new Map(readTree(resolve(import.meta.dirname, '../..')))
  const text = tree.get(file) ?? ''
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  return tree.set(file, text.replaceAll(from, to))
}
