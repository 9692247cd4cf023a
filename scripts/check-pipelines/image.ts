import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { BASE_IMAGE } from '../check-image/base-image.ts'
import { buildah } from '../check-image/buildah.ts'
import { inspectImage } from '../check-image/container.ts'

const run = promisify(execFile)
const IMAGE = 'localhost/kuberocks:pipeline'

/**
 * Does by Buildah what oci-build-task does by BuildKit, with the parameters that it reads, and looks at what came of it.
 *
 * @param folder of the task, with its inputs and the output `image`
 * @param params of https://github.com/concourse/oci-build-task
 * @throws when it cannot be built, or is not what the parameters say
 */
export async function buildImage(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
  const { CONTEXT = '.', DOCKERFILE = `${CONTEXT}/Dockerfile`, TARGET } = params
  // The stand-in last: it takes the place of the official image, which cannot be had here.
  const buildArgs = Object.entries({ ...params, BUILD_ARG_NODE_IMAGE: BASE_IMAGE })
    .flatMap(([name, value]) => name.startsWith('BUILD_ARG_') ? ['--build-arg', `${name.slice('BUILD_ARG_'.length)}=${value}`] : [])
  await buildah('bud', '--isolation', 'chroot', '--network', 'host', '--pull-never', ...buildArgs,
    ...TARGET ? ['--target', TARGET] : [], '--file', resolve(folder, DOCKERFILE), '--tag', IMAGE, resolve(folder, CONTEXT))

  const { User: user, Cmd: command, WorkingDir: workingDirectory, Labels: labels } = await inspectImage(IMAGE)
  const label = (name: string) => labels[`org.opencontainers.image.${name}`]
  if (user !== '65532:65532' || command.join(' ') !== 'node server/index.mjs') throw new Error(`the image runs "${command.join(' ')}" as ${user}`)
  if (label('version') !== params.BUILD_ARG_VERSION || label('revision') !== params.BUILD_ARG_REVISION) throw new Error(`the image says that it is ${label('version')} of ${label('revision')}`)
  await compareContents(resolve(folder, CONTEXT), workingDirectory)
  await buildah('push', IMAGE, `oci-archive:${resolve(folder, 'image/image.tar')}`)
}

/**
 * Does what the registry's resource does with an image that it gets: its files, in a folder.
 *
 * @param archive an OCI archive
 */
export async function unpackImage(archive: string, folder: string): Promise<void> {
  await withFiles(`oci-archive:${archive}`, async files => void await run('cp', ['-R', files, folder]))
}

/** File by file: what was tested is what is published. */
async function compareContents(site: string, workingDirectory: string): Promise<void> {
  await withFiles(IMAGE, async (files) => {
    await run('diff', ['--recursive', '--brief', '--no-dereference', site, resolve(files, workingDirectory.slice(1))]).catch((error: { stdout?: string, stderr?: string }) => {
      throw new Error(`the image holds something else than the build:\n${`${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(0, 5).join('\n')}`)
    })
  })
}

async function withFiles(image: string, use: (files: string) => Promise<void>): Promise<void> {
  const container = await buildah('from', '--pull-never', image)
  try {
    await use(await buildah('mount', container))
  }
  finally {
    await buildah('rm', container)
  }
}
