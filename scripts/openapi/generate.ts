import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { createOpenApiDocument } from '../../server/openapi/document.ts'

const root = resolve(import.meta.dirname, '../..')

/** A generated file: its path from the project's root, and its contents. */
export interface GeneratedFile { path: string, contents: string }

/** The contract as the server hands it out, and the types of its client: what is committed of both. */
export async function generateContract(): Promise<GeneratedFile[]> {
  const document = `${JSON.stringify(createOpenApiDocument(), null, 2)}\n`
  const types = astToString(await openapiTS(document))
  return [
    { path: 'server/openapi/openapi.json', contents: document },
    { path: 'shared/api-client/contract.ts', contents: `// Made by npm run openapi from the API's contract. Changes belong there.\n\n${types}` },
  ]
}

/** The paths of those that are missing, or are committed with other contents. */
export function staleFiles(files: readonly GeneratedFile[]): string[] {
  return files.filter(({ path, contents }) => {
    const file = resolve(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== contents
  }).map(({ path }) => path)
}

/** Puts them where they belong. */
export function writeContract(files: readonly GeneratedFile[]): void {
  for (const { path, contents } of files) writeFileSync(resolve(root, path), contents)
}
