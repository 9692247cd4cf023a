import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPipelines, readTasks } from '../../../../scripts/check-pipelines/documents.ts'
import { readPipelineTree } from '../../../../scripts/check-pipelines/tree.ts'
import { readExample } from '../../../../scripts/check-pipelines/vars.ts'

const root = resolve(import.meta.dirname, '../../../..')
const tree = readPipelineTree(root)
const text = readFileSync(resolve(root, 'docs/ci.md'), 'utf8')

describe('docs/ci.md', () => {
  it('names every variable under its secret', () => {
    const missing = [...readExample(tree).keys()].filter((name) => {
      const [secret = '', key = ''] = name.split('.')
      return !text.split('\n').some(line => line.startsWith(`| \`${secret}\` |`) && line.includes(`\`${key}\``))
    })
    expect(missing).toEqual([])
  })

  it('gives every task with what it takes and leaves', () => {
    const rows = readTasks(tree).map(({ file, inputs, outputs }) => {
      const list = (artifacts: { name: string }[]) => artifacts.map(({ name }) => `\`${name}\``).join(', ')
      return `| \`${file.replace(/^.*\/|\.yaml$/g, '')}\` | ${list(inputs)} | ${list(outputs)} |`.replaceAll('|  |', '| |')
    })
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(row => !text.includes(row))).toEqual([])
  })

  it('names every pipeline and job', () => {
    const names = readPipelines(tree).flatMap(({ file, name, jobs }) => name === 'main' ? [file] : [file, ...jobs.map(job => job.name)])
    expect(names.filter(name => !text.includes(`\`${name}\``))).toEqual([])
  })

  it('starts tasks that are there, with inputs that they have', () => {
    const commands = [...text.matchAll(/fly --target ci execute --config (\S+)(.*)/g)]
    expect(commands.length).toBeGreaterThan(0)
    for (const [, file, options = ''] of commands) {
      const task = readTasks(tree).find(other => other.file === file)
      const given = (option: string) => [...options.matchAll(new RegExp(`--${option} ([\\w-]+)=`, 'g'))].map(([, name]) => name)
      expect(given('input'), file).toEqual(task?.inputs.map(({ name }) => name))
      expect(task?.outputs.map(({ name }) => name), file).toEqual(given('output'))
    }
  })
})
