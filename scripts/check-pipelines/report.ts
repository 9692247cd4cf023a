import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Does what the s3 resource does with a report before it sends it, https://github.com/concourse/s3-resource, and looks into the archive.
 *
 * @param pattern of the file, of which there must be one alone
 * @param regexp of the resource: the folder in the bucket, and the form of the name
 * @throws when there is no such file, or the figures or the curves are not in it
 */
export async function checkReport(pattern: string, regexp: string): Promise<void> {
  const [file, ...others] = globSync(pattern)
  if (file === undefined || others.length > 0) throw new Error(`${pattern}: ${file === undefined ? 0 : others.length + 1} files, expected one`)
  const place = `${dirname(regexp)}/${basename(file)}`
  if (!new RegExp(`^${regexp}$`).test(place)) throw new Error(`${place} would be put, expected ${regexp}`)
  const names = (await run('tar', ['-tzf', file])).stdout.trim().split('\n')
  for (const end of ['/summary.json', '/curves.html']) {
    if (!names.some(name => name.endsWith(end))) throw new Error(`${basename(file)} holds ${names.join(', ')}, expected one that ends with ${end}`)
  }
}
