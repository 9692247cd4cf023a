import type { Client } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import type { components, paths } from './contract.ts'

/** The paths of the articles as clients of .NET APIs spell them; the server does not mind. */
type CapitalisedPaths = {
  [Path in keyof paths as Path extends `/api/articles${infer Rest}` ? `/api/Articles${Rest}` : never]: paths[Path]
}

/** Every path that the client takes, with what it is asked and answers. */
export type ApiPaths = paths & CapitalisedPaths

export type ApiClient = Client<ApiPaths>

/** A schema of the contract by its name. */
export type ApiSchema<Name extends keyof components['schemas']> = components['schemas'][Name]

export interface ApiClientOptions {
  /** Where the site is, such as `https://example.org`. */
  baseUrl: string
  /** Instead of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>
}

/**
 * A client of the API that knows its paths, parameters and answers. Each call resolves to `data`, or to `error` as
 * problem details, beside the `response` with status and headers; it rejects only when there is no answer.
 */
export function createApiClient({ baseUrl, fetch }: ApiClientOptions): ApiClient {
  return createClient<ApiPaths>({ baseUrl, ...(fetch ? { fetch } : {}) })
}
