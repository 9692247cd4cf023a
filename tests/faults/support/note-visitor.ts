import { z } from 'zod'

const noteSchema = z.object({ value: z.number().nullable(), host: z.number() })

/** How a visitor carries what they have written from one request to the next. */
export type Memory = 'cookie' | 'header' | 'none'

/** One visitor of the test routes, with a row of their own; whatever site they turn to. */
export class NoteVisitor {
  readonly name: string
  readonly #memory: Memory
  #cookie = ''
  #token = '0'

  constructor(name: string, memory: Memory) {
    this.name = name
    this.#memory = memory
  }

  /** The token that the next request brings along. */
  get token(): string {
    return this.#memory === 'cookie' ? this.#cookie : this.#token
  }

  /** @throws when the answer is not 200 */
  async write(site: string, value: number): Promise<void> {
    await this.#request(`${site}/api/test/notes`, { method: 'POST', body: JSON.stringify({ visitor: this.name, value }) })
  }

  /**
   * @returns the visitor's value, and the port of the database server that said so
   * @throws when the answer is not 200
   */
  async read(site: string): Promise<z.infer<typeof noteSchema>> {
    return noteSchema.parse(await this.#request(`${site}/api/test/notes?visitor=${encodeURIComponent(this.name)}`))
  }

  async #request(url: string, init: RequestInit = {}): Promise<unknown> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (this.#memory === 'cookie' && this.#cookie) headers.cookie = `read-position=${this.#cookie}`
    if (this.#memory === 'header') headers['read-position'] = this.#token
    const response = await fetch(url, { ...init, headers })
    if (response.status !== 200) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${await response.text()}`)
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    this.#token = response.headers.get('read-position') ?? this.#token
    return await response.json()
  }

  #keep(setCookie: string): void {
    const [, value = ''] = /^read-position=([^;]*)/.exec(setCookie) ?? []
    this.#cookie = /max-age=0\b/i.test(setCookie) ? '' : value
  }
}
