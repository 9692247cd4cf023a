import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from '../../../../scripts/check-pipelines/documents.ts'
import type { Workspace } from '../../../../scripts/check-pipelines/workspace.ts'
import { checkLeft, layOut } from '../../../../scripts/check-pipelines/workspace.ts'
import { makeTemporaryFolder } from '../../../support/temporary-folder.ts'

const task: Task = {
  file: 'concourse/tasks/task.yaml', image_resource: { type: 'registry-image', source: {} }, params: {}, run: { path: 'source/run.sh', args: [] },
  inputs: [{ name: 'source', optional: false }], outputs: [{ name: 'result', path: 'out/result' }], caches: [{ path: 'cache' }],
}
let source = ''
let workspace: Workspace
beforeEach(async () => {
  source = await makeTemporaryFolder()
  writeFileSync(join(source, 'file'), 'as it was')
  workspace = await layOut(task, new Map([['source', source], ['other', source]]))
})
afterEach(async () => {
  await workspace.remove()
})

describe('the folder that a task runs in', () => {
  it('has the declared inputs, outputs and caches alone, the inputs as copies', async () => {
    expect(readdirSync(workspace.folder).sort()).toEqual(['cache', 'out', 'source'])
    writeFileSync(resolve(workspace.folder, 'source/file'), 'changed')
    expect(readFileSync(join(source, 'file'), 'utf8')).toBe('as it was')
    await workspace.remove()
    expect(existsSync(workspace.folder)).toBe(false)
  })

  it('is not laid out without an input', async () => {
    await expect(layOut(task, new Map())).rejects.toThrow('concourse/tasks/task.yaml has no input "source"')
  })

  it('must hold something in each output afterwards', () => {
    expect(() => checkLeft(task, workspace)).toThrow('leaves nothing in its output "result"')
    writeFileSync(resolve(workspace.folder, 'out/result/file'), '')
    expect(() => checkLeft(task, workspace)).not.toThrow()
  })

  it('must hold nothing that is not declared', () => {
    writeFileSync(resolve(workspace.folder, 'out/result/file'), '')
    mkdirSync(resolve(workspace.folder, 'rubbish'))
    expect(() => checkLeft(task, workspace)).toThrow('leaves rubbish, which it does not declare')
  })
})
