/** The one error users see: its message is a single line that says what is wrong and what to do. */
export class LocalClusterError extends Error {
  override name = 'LocalClusterError'
}

const otherWay = 'or set NUXT_DATABASE_URL to use your own Postgres.'

/**
 * Builds the line for the user.
 *
 * @param problem what is wrong, without a full stop
 * @param remedy what to do about it, without a full stop
 * @param cause the error behind it, if any
 */
export function problem(problem: string, remedy: string, cause?: unknown): LocalClusterError {
  const line = `${problem}: ${remedy}, ${otherWay}`.replaceAll(/\s+/g, ' ')
  return new LocalClusterError(line, cause === undefined ? undefined : { cause })
}

/** The system's code of an error (`ENOENT`, …), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const noSpace = (folder: string) => problem(
  `No space is left on the disk that holds ${folder}`,
  'free about 200 MB or choose another folder (--data)',
)

const explanations: Readonly<Record<string, (folder: string) => LocalClusterError>> = {
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  EACCES: folder => problem(`The data folder ${folder} cannot be read or written by this user`, 'fix its permissions or choose another folder (--data)'),
  EPERM: folder => problem(`The data folder ${folder} belongs to another user`, 'run as that user or choose another folder (--data)'),
  EROFS: folder => problem(`The data folder ${folder} is on a read-only disk`, 'choose another folder (--data)'),
  ENOTDIR: folder => problem(`The data folder ${folder} lies below something that is not a folder`, 'choose another folder (--data)'),
  EEXIST: folder => problem(`The data folder ${folder} is not a folder`, 'remove that file or choose another folder (--data)'),
}

/**
 * Turns whatever went wrong while working in the data folder into the line for the user.
 *
 * @param error anything thrown
 * @param folder the data folder as the user knows it
 */
export function explain(error: unknown, folder: string): LocalClusterError {
  if (error instanceof LocalClusterError) return error
  const known = explanations[errorCode(error) ?? '']
  if (known) {
    const explained = known(folder)
    explained.cause = error
    return explained
  }
  const text = error instanceof Error ? error.message : String(error)
  return problem(`The local cluster in ${folder} failed (${text})`, 'see the .log files there, try another folder (--data)', error)
}

/**
 * Explains what a Postgres program wrote before it gave up.
 *
 * @param output its standard error or the end of its log
 * @param what what was being done, for example "Creating the primary"
 * @param folder the data folder as the user knows it
 */
export function explainOutput(output: string, what: string, folder: string): LocalClusterError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return noSpace(folder)
  if (/Permission denied/.test(output)) return explain(Object.assign(new Error(output), { code: 'EACCES' }), folder)
  if (/Read-only file system/.test(output)) return explain(Object.assign(new Error(output), { code: 'EROFS' }), folder)
  const lines = output.split('\n').map(line => line.trim()).filter(line => line !== '')
  const telling = lines.findLast(line => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? 'no output'
  return problem(`${what} failed (${telling})`, `see the .log files in ${folder}, try another folder (--data)`)
}
