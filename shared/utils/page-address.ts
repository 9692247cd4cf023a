import { pageNumberSchema } from '#shared/schemas/page-query'

/** A list's address without its page number. */
export interface ListAddress {
  path: string
  /** What else belongs in the address, such as a search's words. */
  query?: Record<string, string>
}

/** The page a list's `?page=` asks for: 1 when absent, null when it names no page (`0`, `1.5`, `1e9`, repeated). */
export function requestedPage(value: unknown): number | null {
  if (value === undefined) return 1
  const parsed = pageNumberSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** The address of one page of a list. Page 1 carries no number, so that each page has one address. */
export function pageAddress({ path, query }: ListAddress, page: number): string {
  const parameters = new URLSearchParams(query)
  if (page > 1) parameters.set('page', String(page))
  const search = parameters.toString()
  return search ? `${path}?${search}` : path
}
