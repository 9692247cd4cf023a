import type { DatabaseConfiguration } from './configuration.ts'
import type { Reader } from './reader.ts'
import { openReader } from './reader.ts'
import type { Writer } from './writer.ts'
import { openWriter } from './writer.ts'

let open: { reader: Reader, writer: Writer, close: () => Promise<unknown> } | undefined

/** Opens the process's two Drizzle instances, once at start; they connect on first use. */
export function openDatabase(configuration: DatabaseConfiguration): void {
  const { reader, close: closeReader } = openReader(configuration.reader)
  const { writer, close: closeWriter } = openWriter(configuration.writer)
  open = { reader, writer, close: () => Promise.all([closeReader(), closeWriter()]) }
}

/** Lets running queries end for at most 5 s and closes every connection. */
export async function closeDatabase(): Promise<void> {
  const closing = open
  open = undefined
  await closing?.close()
}

function opened() {
  if (!open) throw new TypeError('the database is not open')
  return open
}

/** The Drizzle instance for reads: the primary and its replicas in turn. */
export function useReader(): Reader {
  return opened().reader
}

/** The Drizzle instance for writes: the primary. */
export function useWriter(): Writer {
  return opened().writer
}
