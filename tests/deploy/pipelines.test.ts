import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensureFly, ensureTaskJudge } from '../../scripts/check-pipelines/fly.ts'
import { ensureShellcheck } from '../../scripts/check-pipelines/shellcheck.ts'
import type { ProjectCopy } from './support/project-copy.ts'
import { copyProject } from './support/project-copy.ts'

let copy: ProjectCopy

// A build of fly takes longer than a test may.
beforeAll(async () => {
  await ensureFly(console.log)
  await ensureTaskJudge(console.log)
}, 1_200_000)
beforeEach(async () => {
  copy = await copyProject(['concourse', 'Dockerfile', 'package.json', 'tools/k6', 'k8s', 'docs'])
})

const check = () => copy.check('scripts/check-pipelines.ts', ['--static'])

const app = 'concourse/pipelines/app.yaml'
const e2e = 'concourse/tasks/e2e.yaml'

describe('npm run check:pipelines', () => {
  it('ends with 0 for the project\'s own files', async () => {
    const { code, stderr } = await check()
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it.each([
    ['a resource that is not there', app, '- put: docker-image', '- put: docker-images', 'unknown resource \'docker-images\''],
    ['a job that is not there', app, 'passed: [verify]', 'passed: [verified]', 'no matching job(s) for \'verified\''],
    ['a job that did not have the resource', app, 'passed: [build-image]', 'passed: [publish]', 'job \'publish\' does not interact with resource \'source-code\''],
    ['a resource that nobody uses', app, 'jobs:\n', '  - name: unused\n    type: time\n    source: {interval: 1h}\n\njobs:\n', 'resource \'unused\' is not used'],
    ['a mistyped key of a job', app, 'serial_groups:', 'serial_group:', 'unknown field "serial_group"'],
    ['a mistyped key of a step', app, 'privileged: true', 'priviledged: true', 'unknown fields ["priviledged"]'],
    ['a mistyped key where fly passes over it', app, 'fail_fast: true', 'failfast: true', 'jobs.2.plan.0.in_parallel.failfast: fly does not know it'],
    ['a duration that is none', app, 'timeout: 20m', 'timeout: 20 minutes', '"20 minutes" is no duration'],
    ['a key that is given twice', app, '    serial_groups: [version]', '    serial_groups: [version]\n    serial_groups: [version]', 'Map keys must be unique'],
    ['a task that is none', e2e, 'platform: linux\n', '', 'missing \'platform\''],
    ['a mistyped key of a task', e2e, 'outputs:', 'ouputs:', 'unknown fields: [ouputs]'],
    ['a mistyped key where Concourse passes over it', e2e, 'run:\n', 'run:\n  dirr: source-code\n', 'unknown field "dirr"'],
    ['an input that nothing leaves', 'concourse/tasks/integration.yaml', '- name: site', '- name: sites', 'its input "sites" is missing'],
    ['a variable without an example', app, '((registry.password))', '((registry.token))', '((registry.token)) is not in concourse/vars.example.yaml'],
    ['a script with a word that is split', 'concourse/tasks/build.sh', '"$site"', '$site', 'SC2086'],
  ])('refuses %s', async (_what, file, from, to, words) => {
    await copy.edit(file, from, to)
    const { code, stderr } = await check()
    expect(stderr).toContain(words)
    expect(stderr).toMatch(/^concourse\//m)
    expect(code).toBe(1)
  })

  it('says in one line that there is no ShellCheck', async () => {
    await expect(ensureShellcheck(() => {}, { path: copy.root, toolsFolder: copy.root })).rejects.toThrow(/^ShellCheck is needed on PATH: .*$/)
  })
})
