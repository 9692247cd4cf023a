import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { ensurePrometheus } from '../loadtest/prometheus.ts'
import { testsOf } from './alerts.ts'
import type { Fault } from './fault.ts'
import { ofKind, readManifests } from './manifests.ts'
import type { ProgramResult } from './run-program.ts'
import { runProgram } from './run-program.ts'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

/** Prometheus's own word on the rules, and their unit tests. */
export async function checkRules(tree: Tree, onStep: (line: string) => void): Promise<Fault[]> {
  // Beside Prometheus, in every package of it.
  const prometheus = await ensurePrometheus(onStep)
  const promtool = dirname(prometheus) === '.' ? 'promtool' : join(dirname(prometheus), 'promtool')
  const faults: Fault[] = []
  for (const { file, spec } of ofKind(readManifests(tree), 'PrometheusRule', z.looseObject({ groups: z.array(z.unknown()) }))) {
    const folder = await mkdtemp(join(tmpdir(), 'kuberocks-rules-'))
    try {
      // promtool knows rules, not the object that holds them in a cluster.
      await writeFile(join(folder, basename(file)), stringify(spec))
      await writeFile(join(folder, basename(testsOf(file))), textOf(tree, testsOf(file)))
      const checked = await run(promtool, ['check', 'rules', basename(file)], folder)
      if (checked.code !== 0) faults.push({ file, field: 'spec.groups', message: failuresOf(checked) })
      const tested = checked.code === 0 ? await run(promtool, ['test', 'rules', basename(testsOf(file))], folder) : undefined
      if (tested && tested.code !== 0) faults.push({ file: testsOf(file), field: 'tests', message: failuresOf(tested) })
    }
    finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return faults
}

async function run(promtool: string, args: readonly string[], cwd: string): Promise<ProgramResult> {
  const result = await runProgram(promtool, args, { cwd })
  if (!result) throw new Error('promtool is needed on PATH; it is part of Prometheus')
  return result
}

/** What it says without what it says each time, in one line. */
function failuresOf({ stdout, stderr }: ProgramResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map(line => line.trim()).filter(line => !/^(Checking .*|Unit Testing: .*|FAILED:|SUCCESS.*|)$/.test(line))
  return lines.join(' ').replaceAll(/\s+/g, ' ')
}
