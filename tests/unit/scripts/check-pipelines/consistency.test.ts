import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeFault } from '../../../../scripts/check-deploy/fault.ts'
import { checkPipelineConsistency } from '../../../../scripts/check-pipelines/consistency.ts'
import type { PipelineTree } from '../../../../scripts/check-pipelines/tree.ts'
import { readPipelineTree } from '../../../../scripts/check-pipelines/tree.ts'

const own = readPipelineTree(resolve(import.meta.dirname, '../../../..'))

/** The project's own files with one slip, so that no copy of them grows old. */
function edited(file: string, from: string, to: string): PipelineTree {
  const text = own.texts.get(file) ?? ''
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  return { ...own, texts: new Map(own.texts).set(file, text.replaceAll(from, to)) }
}

const main = 'concourse/pipelines/main.yaml'
const app = 'concourse/pipelines/app.yaml'
const load = 'concourse/pipelines/loadtest.yaml'
const example = 'concourse/vars.example.yaml'
const e2e = 'concourse/tasks/e2e.yaml'
const integration = 'concourse/tasks/integration.yaml'

/** What is wrong, the slip, and what is said of it: field, and words of the message. */
const slips: [string, string, string, string, string, string][] = [
  ['an input that nothing leaves', integration, '  - name: site\n', '  - name: sites\n', 'task(integration)', 'nothing before it leaves "sites"'],
  ['an input that only a step beside it leaves', app, '      - task: e2e', '      - in_parallel:\n          - task: build\n            file: source-code/concourse/tasks/build.yaml\n          - task: integration\n            file: source-code/concourse/tasks/integration.yaml\n      - task: e2e', 'in_parallel[1].task(integration)', 'nothing before it leaves "site"'],
  ['a mapping of an input that the task does not have', app, '          site: candidate-image', '          site: candidate-image\n          built: version', 'input_mapping.built', 'none of this name'],
  ['a task file that is not there', app, 'tasks/e2e.yaml', 'tasks/end-to-end.yaml', 'task(e2e).file', 'there is no concourse/tasks/end-to-end.yaml'],
  ['a task file out of what was not got', app, 'file: source-code/concourse/tasks/e2e.yaml', 'file: source/concourse/tasks/e2e.yaml', 'task(e2e).file', 'nothing before it leaves "source"'],
  ['a parameter that the task does not know', app, 'BUILD_ARG_REVISION:', 'BUILD_ARG_COMMIT:', 'params.BUILD_ARG_COMMIT', 'no such parameter'],
  ['a parameter that the task needs', load, '          API_URL: ((loadtest.url))/api\n', '', 'params.API_URL', 'missing'],
  ['a loaded variable that is not loaded', app, 'load_var: revision', 'load_var: commit', 'params.BUILD_ARG_REVISION', 'no load_var before it loads "revision"'],
  ['a duration that fly passes over', app, 'timeout: 20m', 'timeout: 20 minutes', 'task(e2e).timeout', 'is no duration'],
  ['a put of a file that nothing leaves', app, 'image: candidate-image/image.tar', 'image: images/image.tar', 'put(docker-image).params.image', 'nothing before it leaves "images"'],
  ['a variable that the example lacks', app, '((registry.password))', '((registry.passwort))', 'line', '((registry.passwort)) is not in concourse/vars.example.yaml'],
  ['a variable that nobody asks for', example, '  username: kuberocks-ci', '  username: kuberocks-ci\n  email: ci@kube.rocks', 'registry.email', 'no pipeline asks for it'],
  ['a secret in the example', example, 'private-key: placeholder', 'private-key: "-----BEGIN"', 'git.private-key', 'no place for a secret'],
  ['a variable in a task, which would not run alone', e2e, 'TESTS: ""', 'TESTS: ((e2e.tests))', 'line', 'let the pipeline give a parameter'],
  ['a field of a resource that its type passes over', app, 'ignore_paths:', 'ignore_path:', 'resources.source-code.source.ignore_path', 'unknown'],
  ['a field of a resource that its type needs', app, '      file: version\n', '', 'resources.version.source.file', 'missing'],
  ['a resource type that does not come with Concourse', load, 'type: time', 'type: cron', 'resources.nightly.type', 'is none of'],
  ['a parameter that the resource passes over', app, 'additional_tags:', 'additional_tag:', 'put(docker-image).params.additional_tag', 'unknown'],
  ['a parameter of the time', load, '          - get: nightly', '          - get: nightly\n              params: {depth: 1}', 'get(nightly).params.depth', 'expected none'],
  ['a browser of another Playwright', e2e, 'tag: v1.', 'tag: v0.', 'image_resource.source.tag', 'as the project has it'],
  ['another Node', 'concourse/tasks/verify.yaml', 'tag: 24.', 'tag: 23.', 'image_resource.source.tag', 'as the project has it'],
  ['another Node in the image', 'concourse/tasks/image.yaml', 'library/node:24.', 'library/node:23.', 'params.BUILD_ARG_NODE_IMAGE', 'as the project has it'],
  ['another Node in the Dockerfile', 'Dockerfile', 'library/node:24.', 'library/node:23.', 'ARG NODE_IMAGE', 'as the project has it'],
  ['an image that would lose its only tag', app, '          additional_tags: source-code/.git/ref\n', '', 'put(candidate-image).params.additional_tags', 'must keep a tag'],
  ['a source that Flux does not commit to', app, 'branch: main', 'branch: master', 'source-code.source.branch', 'Flux commits to main'],
  ['a report that nothing leaves', load, 'report/*.tar.gz', 'reports/*.tar.gz', 'ensure.put(reports).params.file', 'nothing before it leaves "reports"'],
  ['another k6', 'concourse/tasks/loadtest.yaml', 'tag: 2.2.0', 'tag: latest', 'image_resource.source.tag', 'expected "2.2.0"'],
  ['an image without a version', 'concourse/tasks/image.yaml', 'tag: 0.14.4', 'tag: latest', 'image_resource.source.tag', 'expected a whole version'],
  ['an image that nobody vouches for', e2e, 'mcr.microsoft.com/playwright', 'example.org/playwright', 'image_resource.source.repository', 'expected one of'],
  ['a script that is not there', e2e, 'tasks/e2e.sh', 'tasks/e2e.bash', 'run.path', 'there is no concourse/tasks/e2e.bash'],
  ['a script that no input holds', e2e, 'path: source-code/', 'path: source/', 'run.path', 'no input holds'],
  ['a cache outside the task', e2e, 'path: npm-cache', 'path: /root/.npm', 'caches /root/.npm', 'below the folder'],
  ['a cache at the place of an input', e2e, 'path: npm-cache', 'path: site', 'site', 'two at this place'],
  ['an image that Flux does not look at', app, '((registry.name))/kuberocks/demo', '((registry.name))/kuberocks/site', 'candidate-image.source.repository', 'Flux looks at gitea.kube.rocks/kuberocks/demo'],
  ['commits of Flux that make versions', app, 'ignore_paths: [k8s, ', 'ignore_paths: [', 'source-code.source.ignore_paths', 'expected k8s'],
  ['versions that make versions', app, 'branch: version', 'branch: main', 'version.source.branch', 'expected one of its own'],
  ['versions that Flux does not take', app, 'initial_version: 0.0.0', 'initial_version: 1.0.0', 'version.source.initial_version', 'Flux takes 0.0.x alone'],
  ['a release of what no browser has tested', app, 'passed: [e2e]', 'passed: [build-image]', 'jobs.publish.get(candidate-image).passed', 'is [build-image], expected [e2e]'],
  ['a commit that nobody has verified', app, '        passed: [verify]\n', '', 'jobs.build-image.get(source-code).passed', 'is [], expected [verify]'],
  ['a job that nothing starts', app, '              passed: [e2e]\n              trigger: true\n', '              passed: [e2e]\n', 'jobs.publish.plan', 'nothing starts it'],
  ['a script that goes on after a failure', 'concourse/tasks/loadtest.sh', 'set -eu', 'set -u', 'run.path', 'concourse/tasks/loadtest.sh goes on'],
  ['a bump that leaves Flux\'s range', app, 'bump: patch', 'bump: minor', 'put(version).params.bump', 'expected patch'],
  ['two builds that may take the same version', app, '    serial_groups: [version]\n', '', 'jobs.build-image.serial_groups', 'the same version'],
  ['a repository that Flux does not follow', example, 'ssh://git@gitea.kube.rocks', 'ssh://git@git.kube.rocks', 'git.url', 'docs/kubernetes.md has another'],
  ['a load on another site than the Job\'s', example, 'https://demo.kube.rocks', 'https://kube.rocks', 'loadtest.url', 'k8s/loadtest/job.yaml has another'],
  ['a pipeline that is never set', main, 'set_pipeline: loadtest', 'set_pipeline: load', 'jobs', 'no set_pipeline: loadtest'],
  ['a pipeline that does not set itself', main, 'set_pipeline: self', 'set_pipeline: main', 'jobs', 'no set_pipeline: self'],
]

describe('the check of the pipelines', () => {
  it('finds nothing in the project\'s own files', () => {
    expect(checkPipelineConsistency(own).map(describeFault)).toEqual([])
  })

  it.each(slips)('refuses %s', (_what, file, from, to, field, message) => {
    const faults = checkPipelineConsistency(edited(file, from, to))
    const said = faults.filter(fault => fault.field.includes(field) && fault.message.includes(message))
    expect(said.length, faults.map(describeFault).join('\n')).toBeGreaterThan(0)
  })

  it('refuses a script that may not be executed, and one that no task runs', () => {
    const script = 'concourse/tasks/e2e.sh'
    const executables = new Set([...own.executables].filter(file => file !== script))
    const texts = new Map(own.texts).set('concourse/tasks/left.sh', '#!/bin/sh\n')
    expect(checkPipelineConsistency({ texts, executables }).map(describeFault)).toEqual([
      `concourse/tasks/e2e.yaml: run.path: ${script} is not executable`,
      'concourse/tasks/left.sh: file: no task runs it',
    ])
  })

  it('names the file and the field of what cannot be judged', () => {
    expect(() => checkPipelineConsistency(edited(e2e, 'path: npm-cache', 'pth: npm-cache'))).toThrow(/^concourse\/tasks\/e2e\.yaml: caches\.0/)
    expect(() => checkPipelineConsistency(edited(app, 'jobs:\n', 'jobs: [\n'))).toThrow(/^concourse\/pipelines\/app\.yaml: /)
    expect(() => checkPipelineConsistency(edited(app, '      branch: version\n', ''))).toThrow(/^concourse\/pipelines\/app\.yaml: resources\.version\.source\.branch: /)
  })
})
