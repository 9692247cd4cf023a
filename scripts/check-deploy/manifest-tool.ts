import { ensureGoProgram } from '../go-program.ts'

/**
 * The program of tools/manifests, built unless it is there.
 *
 * @param onStep told of the build
 * @param environment of Go, beside this process's own
 * @throws one line that says what to install, or why it was not built
 */
export async function ensureManifestTool(onStep: (line: string) => void, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  return await ensureGoProgram({ name: 'manifests', module: 'tools/manifests', package: '.', title: 'the API server\'s validation' }, onStep, environment)
}
