import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))

describe('the README', () => {
  it('names commands that exist', () => {
    const named = [...read('README.md').matchAll(/npm (?:run )?([a-z][\w:]*)/g)].flatMap(([, name]) => name ?? [])
    const ours = named.filter(name => !['ci', 'test', 'start'].includes(name))
    expect(ours.length).toBeGreaterThan(8)
    expect(ours.filter(name => !(name in scripts))).toEqual([])
  })

  it('names every command that there is', () => {
    const text = read('README.md')
    const missing = Object.keys(scripts).filter(name => name !== 'postinstall' && !new RegExp(`[\`: ]${name}\\b`).test(text))
    expect(missing).toEqual([])
  })

  it('gives the test command that CI runs', () => {
    expect(read('README.md')).toContain('\nnpm ci && npm test\n')
    expect(read('.ci/run')).toContain('\'npm ci && npm test\'')
  })

  it('names every environment variable of the example', () => {
    const variables = [...read('.env.example').matchAll(/^#(NUXT_\w+)=/gm)].flatMap(([, name]) => name ?? [])
    expect(variables.length).toBeGreaterThan(3)
    expect(variables.filter(name => !read('README.md').includes(`\`${name}\``))).toEqual([])
  })
})
