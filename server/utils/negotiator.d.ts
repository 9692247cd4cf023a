/** What the site uses of https://github.com/jshttp/negotiator; the published types do not know `preferred`. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { headers: Readonly<Record<string, string | readonly string[] | undefined>> })
    /** The best of the available media types, undefined when none is acceptable. */
    mediaType(available: readonly string[]): string | undefined
    /** The best of the available encodings; of those that the client likes equally, the first of `preferred`. */
    encoding(available: readonly string[], options: { preferred: readonly string[] }): string | undefined
  }
}
