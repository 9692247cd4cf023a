import type { Fault } from '../check-deploy/fault.ts'
import type { Pipeline } from './documents.ts'
import { followPlan } from './plan.ts'

interface Fields { required?: readonly string[], optional?: readonly string[] }
interface ResourceType {
  source: Fields
  get: Fields
  put: Fields
  /** Parameters of `put` that are paths in the build. */
  paths: readonly string[]
}

/**
 * What the resource types that come with Concourse read, as far as the pipelines use it: Concourse hands `source` and `params` on as they are, and
 * the types pass over what they do not know. From the README of each, https://github.com/concourse/NAME-resource.
 */
const types: Readonly<Record<string, ResourceType>> = {
  'git': {
    source: { required: ['uri', 'branch'], optional: ['private_key', 'username', 'password', 'paths', 'ignore_paths', 'tag_filter'] },
    get: { optional: ['depth', 'submodules', 'disable_git_lfs', 'clean_tags', 'short_ref_format'] },
    put: { required: ['repository'], optional: ['rebase', 'merge', 'tag', 'only_tag', 'tag_prefix', 'force', 'branch'] },
    paths: ['repository', 'tag'],
  },
  'semver': {
    source: { required: ['driver', 'uri', 'branch', 'file'], optional: ['initial_version', 'private_key', 'username', 'password', 'git_user', 'commit_message'] },
    get: { optional: ['bump', 'pre'] },
    put: { optional: ['bump', 'pre', 'file'] },
    paths: ['file'],
  },
  'registry-image': {
    source: { required: ['repository'], optional: ['tag', 'username', 'password', 'registry_mirror', 'ca_certs', 'insecure'] },
    get: { optional: ['format', 'skip_download'] },
    put: { required: ['image'], optional: ['version', 'bump_aliases', 'additional_tags'] },
    paths: ['image', 'additional_tags'],
  },
  's3': {
    source: { required: ['bucket', 'regexp', 'access_key_id', 'secret_access_key'], optional: ['endpoint', 'region_name', 'disable_ssl', 'skip_ssl_verification', 'use_path_style', 'skip_s3_checksums'] },
    get: { optional: ['skip_download', 'unpack'] },
    put: { required: ['file'], optional: ['acl', 'content_type'] },
    // A pattern, which is compared with nothing here but the artifact that it is in.
    paths: ['file'],
  },
  'time': {
    source: { optional: ['interval', 'location', 'start', 'stop', 'days'] },
    get: {},
    put: {},
    paths: [],
  },
}

/** The parameters of `put` that are paths in the build, for a resource of this type. */
export function pathsOf(type: string | undefined): readonly string[] {
  return types[type ?? '']?.paths ?? []
}

/** The `source` of resources and the `params` of get and put, which fly does not look into. */
export function checkResources(pipelines: readonly Pipeline[]): Fault[] {
  return pipelines.flatMap((pipeline) => {
    const faults: Fault[] = []
    const check = (field: string, given: Readonly<Record<string, unknown>>, fields: Fields) => faults.push(...checkFields(pipeline.file, field, given, fields))
    const typeOf = new Map(pipeline.resources.map(({ name, type }) => [name, types[type]]))
    for (const { name, type, source } of pipeline.resources) {
      // Brought by the pipeline itself: nothing is known of it here.
      if (pipeline.resource_types.some(own => own.name === type)) continue
      const known = types[type]
      if (known) check(`resources.${name}.source`, source, known.source)
      else faults.push({ file: pipeline.file, field: `resources.${name}.type`, message: `"${type}" is none of ${Object.keys(types).join(', ')}` })
    }
    for (const { name, plan } of pipeline.jobs) {
      followPlan(plan, `jobs.${name}.plan`, (step, place) => {
        const type = typeOf.get(step.resource ?? step.get ?? step.put ?? '')
        if (type) check(`${place}.params`, step.params, step.put === undefined ? type.get : type.put)
        return {}
      })
    }
    return faults
  })
}

function checkFields(file: string, field: string, given: Readonly<Record<string, unknown>>, { required = [], optional = [] }: Fields): Fault[] {
  const known = [...required, ...optional]
  return [
    ...Object.keys(given).filter(name => !known.includes(name)).map(name => ({ file, field: `${field}.${name}`, message: `unknown, expected ${known.length === 0 ? 'none' : known.join(', ')}` })),
    ...required.filter(name => !(name in given)).map(name => ({ file, field: `${field}.${name}`, message: 'missing' })),
  ]
}
