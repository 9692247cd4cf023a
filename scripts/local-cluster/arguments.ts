import { parseArgs } from 'node:util'
import { errorCode, problem } from './errors.ts'
import { mostStandbys, wholeNumber } from './options.ts'
import type { LocalClusterOptions } from './options.ts'

/** What `npm run db` was asked for. */
export type ClusterArguments = Pick<LocalClusterOptions, 'dataDirectory' | 'port' | 'standbys'>

const expected = 'use --standbys N, --port P and --data DIR'

/**
 * Reads the command line of `npm run db`.
 *
 * @param words the arguments after the script's name
 * @throws LocalClusterError that names the option and what was expected
 */
export function readArguments(words: readonly string[]): ClusterArguments {
  const { standbys, port, data } = parse(words)
  if (data === '') throw problem('--data is empty', 'name a folder')
  return {
    ...(data === undefined ? {} : { dataDirectory: data }),
    ...(port === undefined ? {} : { port: wholeNumber('--port', port, 1024, 65_000) }),
    ...(standbys === undefined ? {} : { standbys: wholeNumber('--standbys', standbys, 0, mostStandbys) }),
  }
}

function parse(words: readonly string[]) {
  try {
    const options = { standbys: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' } } as const
    return parseArgs({ args: joinNegatives(words), options, strict: true, allowPositionals: false }).values
  }
  catch (error) {
    if (!errorCode(error)?.startsWith('ERR_PARSE_ARGS')) throw error
    const [reason = ''] = error instanceof Error ? error.message.split('. ') : []
    throw problem(reason.replace(/\.$/, ''), expected, error)
  }
}

/** `--standbys -1` is a value out of range, not two options. */
function joinNegatives(words: readonly string[]): string[] {
  return words.reduce<string[]>((joined, word) => {
    const before = joined.at(-1)
    if (before !== undefined && /^--\w+$/.test(before) && /^-\d/.test(word)) joined[joined.length - 1] = `${before}=${word}`
    else joined.push(word)
    return joined
  }, [])
}
