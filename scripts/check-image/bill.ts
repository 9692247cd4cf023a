import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const billSchema = z.looseObject({ bomFormat: z.literal('CycloneDX'), components: z.array(z.looseObject({ name: z.string(), version: z.string() })) })
const packageSchema = z.looseObject({ name: z.string(), version: z.string() })

/**
 * Packages of the image that its bill of materials does not know, as `name@version`.
 *
 * @param root where the image's files are
 * @throws when the image has no bill, or no package to look up
 */
export function unlistedPackages(root: string): string[] {
  const app = resolve(root, 'app')
  const read = (file: string): unknown => JSON.parse(readFileSync(resolve(app, file), 'utf8'))
  const listed = new Set(billSchema.parse(read('sbom.cdx.json')).components.map(({ name, version }) => `${name}@${version}`))
  // Nitro keeps a second version of a package under .nitro.
  const files = globSync('server/node_modules/{*,@*/*,.nitro/*,.nitro/@*/*}/package.json', { cwd: app })
  const found = files.flatMap((file) => {
    const manifest = packageSchema.safeParse(read(file))
    return manifest.success ? [`${manifest.data.name}@${manifest.data.version}`] : []
  })
  if (found.length === 0) throw new Error('The image has no packages beside its bundle, and one at least is expected: postgres')
  return found.filter(name => !listed.has(name))
}
