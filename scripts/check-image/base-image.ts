import { execFile } from 'node:child_process'
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { buildah } from './buildah.ts'
import { defaultSearch, fetchDebianPackages } from '../debian-packages.ts'

const run = promisify(execFile)
const certificates = '/etc/ssl/certs/ca-certificates.crt'

/** Stands in for the Dockerfile's `NODE_IMAGE`, which it resembles: Debian 12, Node 24, npm. */
export const BASE_IMAGE = 'localhost/node:24-bookworm-slim'

/**
 * Assembles the base image from what package registries offer: Debian's packages, and the Node and npm that run this.
 *
 * @throws when that cannot be had here
 */
export async function ensureBaseImage(onStep: (line: string) => void): Promise<void> {
  if ((await buildah('images', '--format', '{{.Name}}:{{.Tag}}')).split('\n').includes(BASE_IMAGE)) return
  const root = resolve(defaultSearch.toolsFolder, 'base-image')
  if (!existsSync(root)) {
    onStep('assembling a base image of Debian\'s packages')
    await makeRoot(root)
  }
  const container = await buildah('from', 'scratch')
  await buildah('copy', container, root, '/')
  // Whatever registry this machine trusts, the build in the image does.
  await buildah('config', '--env', 'PATH=/usr/local/bin:/usr/bin:/bin', '--env', `NODE_EXTRA_CA_CERTS=${certificates}`, '--cmd', 'node', container)
  await buildah('commit', '--rm', container, BASE_IMAGE)
}

async function makeRoot(root: string): Promise<void> {
  const folder = await fetchDebianPackages('debootstrap', ['debootstrap'], defaultSearch)
  const unfinished = `${root}.${process.pid}`
  try {
    await run('sh', [resolve(folder, 'usr/sbin/debootstrap'), '--variant=minbase', '--include=ca-certificates,libstdc++6', 'bookworm', unfinished], {
      env: { ...process.env, DEBOOTSTRAP_DIR: resolve(folder, 'usr/share/debootstrap') }, maxBuffer: 64 * 1024 * 1024,
    })
    for (const left of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale']) rmSync(resolve(unfinished, left), { recursive: true, force: true })
    mkdirSync(resolve(unfinished, 'usr/local/lib/node_modules'), { recursive: true })
    copyFileSync(process.execPath, resolve(unfinished, 'usr/local/bin/node'))
    const npm = dirname(dirname(process.env.npm_execpath ?? ''))
    if (!existsSync(resolve(npm, 'bin/npm-cli.js'))) throw new Error('npm is not where this was started from: run it by npm')
    cpSync(npm, resolve(unfinished, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true })
    for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, resolve(unfinished, `usr/local/bin/${name}`))
    if (existsSync(certificates)) copyFileSync(certificates, resolve(unfinished, certificates.slice(1)))
    mkdirSync(resolve(unfinished, 'usr/local/etc'), { recursive: true })
    appendFileSync(resolve(unfinished, 'usr/local/etc/npmrc'), `cafile=${certificates}\nupdate-notifier=false\n`)
    renameSync(unfinished, root)
  }
  finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}
