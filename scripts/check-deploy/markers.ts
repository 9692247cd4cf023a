import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'
import type { Tree } from './tree.ts'

const markerSchema = z.object({ $imagepolicy: z.string() })
const imageLine = /^\s*(?:- )?image: *["']?([^\s"'#]+)["']? *(?:#(.*))?$/

/**
 * Flux passes over a marker that it does not understand, and over an image without one: the site would keep its version, and
 * nothing would say why.
 */
export function checkMarkers(tree: Tree, manifests: readonly Manifest[]): Fault[] {
  const repositories = new Map(ofKind(manifests, 'ImageRepository', z.looseObject({ image: z.string() }))
    .map(({ namespace, name, spec }) => [`${namespace}/${name}`, spec.image]))
  const policies = new Map(ofKind(manifests, 'ImagePolicy', z.looseObject({ imageRepositoryRef: z.looseObject({ name: z.string(), namespace: z.string().optional() }) }))
    .map(({ namespace, name, spec: { imageRepositoryRef: of } }) => [`${namespace}:${name}`, repositories.get(`${of.namespace ?? namespace}/${of.name}`)]))
  const updated = ofKind(manifests, 'ImageUpdateAutomation', z.looseObject({ update: z.looseObject({ path: z.string() }) }))
    .map(({ spec }) => spec.update.path.replace(/^\.\//, '').replace(/\/?$/, '/'))

  const faults: Fault[] = []
  for (const [file, text] of tree) {
    if (!/^k8s\/.*\.yaml$/.test(file)) continue
    for (const [index, line] of text.split('\n').entries()) {
      const [, image, comment] = imageLine.exec(line) ?? []
      if (image === undefined) continue
      const fault = (message: string) => faults.push({ file, field: `line ${index + 1}, image`, message })
      const name = image.replace(/:[^:/]*$/, '')
      const isOurs = [...repositories.values()].includes(name)
      const isRepository = name === image
      if (comment === undefined || !comment.includes('$imagepolicy')) {
        if (isOurs && !isRepository) fault('this image has no {"$imagepolicy": "NAMESPACE:NAME"} behind it, and would never be updated')
        continue
      }
      const marker = readMarker(comment)
      if (marker === undefined) fault('the marker is malformed, expected {"$imagepolicy": "NAMESPACE:NAME"}')
      else if (!policies.has(marker)) fault(`the marker names "${marker}", and there is ${describe(policies.keys())}`)
      else if (policies.get(marker) !== name) fault(`the marker's policy is of ${policies.get(marker) ?? 'no repository'}, not of ${name}`)
      else if (!updated.some(path => file.startsWith(path))) fault('no ImageUpdateAutomation has this file under its update.path')
    }
  }
  return faults
}

/** What Flux reads of the comment: `namespace:name`. A third part, `:tag` or `:name`, is for fields that are no whole image. */
function readMarker(comment: string): string | undefined {
  try {
    const { $imagepolicy } = markerSchema.parse(JSON.parse(comment))
    return /^[^:]+:[^:]+$/.test($imagepolicy) ? $imagepolicy : undefined
  }
  catch {
    return undefined
  }
}

function describe(names: Iterable<string>): string {
  const known = [...names]
  return known.length === 0 ? 'no ImagePolicy' : `ImagePolicy ${known.join(', ')} alone`
}
