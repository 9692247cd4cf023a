import { z } from 'zod'
import { errorCode } from '../local-cluster/errors.ts'

const ANSWER_WITHIN_MS = 5000
/** What the load tests look at, and no more: the site may be of another version. */
const listSchema = z.object({ articles: z.array(z.object({ slug: z.string() })) })

/**
 * Asks the API for one article: a minute of errors would say less than one line does.
 *
 * @throws one line that names the address, when nothing answers there, something else does, or there is nothing to read
 */
export async function checkApi(apiUrl: string): Promise<void> {
  const url = `${apiUrl}/articles?page=1&size=1`
  const response = await ask(url, '--url or API_URL says where the site is')
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status} instead of a list of articles`)
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type'
  if (type !== 'application/json') throw new Error(`${url} answered ${type} instead of JSON: --url or API_URL leads to another server`)
  const list = listSchema.safeParse(parseJson(text))
  if (!list.success) throw new Error(`${url} answered JSON that is no list of articles: --url or API_URL leads to another server`)
  if (list.data.articles.length === 0) throw new Error(`${url} has no articles to read: npm run db:seed fills an empty database`)
}

/**
 * Asks Prometheus whether it takes what k6 writes.
 *
 * @throws one line that names the address, when nothing answers there or it takes no writes
 */
export async function checkPrometheus(prometheusUrl: string): Promise<void> {
  const url = `${prometheusUrl}/api/v1/write`
  const response = await ask(url, '--prometheus says where Prometheus is', { method: 'POST' })
  await response.body?.cancel()
  // An empty write is malformed to one that takes writes; the others know no such path.
  if (response.status === 404 || response.status === 405) {
    throw new Error(`${prometheusUrl} takes no writes: is it Prometheus, started with --web.enable-remote-write-receiver?`)
  }
}

/** One request of what must be there; a redirect counts as an answer. */
export async function ask(url: string, hint: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), ...init })
  }
  catch (error) {
    throw new Error(`${url} cannot be reached (${describe(error)}): ${hint}`, { cause: error })
  }
}

/** `fetch` says "fetch failed" and keeps the reason to itself. */
function describe(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN_MS / 1000} s`
  const cause = error instanceof Error ? error.cause : undefined
  return errorCode(cause) ?? (cause instanceof Error ? cause.message : String(error))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}
