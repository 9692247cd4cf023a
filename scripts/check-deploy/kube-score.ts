import { z } from 'zod'
import type { Fault } from './fault.ts'
import { ensureGoProgram } from './go-program.ts'
import { lastLine, runProgram } from './run-program.ts'
import type { Tree } from './tree.ts'

/** Its marks: 1 critical, 5 warning, 7 almost, 10 good. Nothing below the best is let through. */
const GOOD = 10
const KUBERNETES = 'v1.36'
/** What it wants and does not get, with the reason; exceptions of single objects are annotations of theirs. */
const OFF = [
  // A tag is never pushed twice, and a node that has the image starts a pod while the registry is away.
  'container-image-pull-policy',
]
/** Optional ones that hold here, and are to go on to hold. */
const ON = ['container-seccomp-profile', 'container-ports-check']
/** Kinds that Kubernetes itself has; of others it knows nothing. */
const KINDS = /^kind: (?:Deployment|Job|Service|NetworkPolicy|HorizontalPodAutoscaler|PodDisruptionBudget)$/m

const scoresSchema = z.array(z.looseObject({
  object_name: z.string(),
  file_name: z.string(),
  checks: z.array(z.looseObject({
    check: z.looseObject({ id: z.string() }),
    grade: z.number(),
    skipped: z.boolean(),
    comments: z.array(z.looseObject({ path: z.string(), summary: z.string() })).nullable(),
  })).nullable(),
}))

/** What kube-score finds that the API server would take all the same: pods without limits, without a policy, without probes. */
export async function checkScores(tree: Tree, root: string, onStep: (line: string) => void): Promise<Fault[]> {
  const program = await ensureGoProgram({ folder: 'kube-score', source: 'github.com/zegl/kube-score/cmd/kube-score', purpose: 'kube-score' }, onStep)
  const files = [...tree].filter(([file, text]) => /^k8s\/.*\.yaml$/.test(file) && KINDS.test(text)).map(([file]) => file)
  const result = await runProgram(program, [
    'score', '--output-format', 'json', '--kubernetes-version', KUBERNETES,
    // A throttled event loop answers late without being busy.
    '--ignore-container-cpu-limit',
    ...OFF.flatMap(id => ['--ignore-test', id]), ...ON.flatMap(id => ['--enable-optional-test', id]), ...files,
  ], { cwd: root })
  if (!result) throw new Error(`${program} is gone`)
  // 1: it found faults, as 0 without them.
  if (result.code > 1 || !result.stdout.startsWith('[')) throw new Error(`kube-score: ${lastLine(result)}`)
  return scoresSchema.parse(JSON.parse(result.stdout)).flatMap(({ object_name: object, file_name: file, checks }) =>
    (checks ?? []).filter(({ grade, skipped }) => !skipped && grade < GOOD).flatMap(({ check: { id }, comments }) =>
      (comments ?? [{ path: '', summary: 'is not as it should be' }]).map(({ path, summary }) => ({ file: file.replace(`${root}/`, ''), field: [object, path].filter(Boolean).join(' '), message: `${summary} (kube-score ${id})` }))))
}
