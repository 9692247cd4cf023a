import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const billSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.looseObject({ name: z.string(), properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]) })),
})
const sourceMapSchema = z.looseObject({ sources: z.array(z.string()) })

/**
 * Packages that are in the server's bundle, by its source maps, and that the image's bill of materials does not know, or knows as
 * development's alone: their licences would not have been looked at.
 *
 * @param app the folder that holds `server` and `sbom.cdx.json`
 * @param vendored packages that others hold a copy of
 * @throws when there is no bill, or no source map that names a package
 */
export function unlistedPackages(app: string, vendored: readonly string[]): string[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(resolve(app, file), 'utf8'))
  const { components } = billSchema.parse(read('sbom.cdx.json'))
  const isOfDevelopment = ({ properties }: typeof components[number]) => properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')
  const listed = new Set(components.filter(component => !isOfDevelopment(component)).map(({ name }) => name))
  const sources = globSync('server/**/*.map', { cwd: app }).flatMap(file => sourceMapSchema.parse(read(file)).sources)
  // The innermost package; `.cache` holds what Nuxt itself writes.
  const bundled = new Set(sources.flatMap(source => /.*node_modules\/((?:@[^/]+\/)?[^./][^/]*)\//.exec(source)?.[1] ?? []))
  if (bundled.size === 0) throw new Error('No source map of the image names a package, so nothing can be said of what is in it')
  return [...bundled].filter(name => !listed.has(name) && !vendored.includes(name)).sort()
}
