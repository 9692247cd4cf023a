/** One place in a row of page numbers: a page to go to, or a gap standing for the pages it leaves out. */
export type PaginationItem
  = | { kind: 'page', page: number }
    | { kind: 'gap', from: number, to: number }

/** The most places a row holds. */
const MAX_ITEMS = 9
/** Pages shown on each side of the current one, away from the ends. */
const NEIGHBOURS = 2
/** Pages shown at an end before its gap: all places but the gap and the far end. */
const RUN_AT_END = MAX_ITEMS - 2

function pages(from: number, to: number): PaginationItem[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({ kind: 'page', page: from + index }))
}

/**
 * The row of page numbers for `page` of `pageCount`: at most nine places, always with the first and last page.
 *
 * A gap stands for two pages or more: one that hid a single page would take the very place that page needs.
 * A page out of range is moved to the nearest one, and an empty list counts as one page.
 */
export function paginationItems(page: number, pageCount: number): PaginationItem[] {
  const last = Math.max(1, Math.floor(pageCount) || 1)
  const current = Math.min(Math.max(1, Math.floor(page) || 1), last)

  if (last <= MAX_ITEMS) return pages(1, last)
  if (current <= RUN_AT_END - NEIGHBOURS) {
    return [...pages(1, RUN_AT_END), { kind: 'gap', from: RUN_AT_END + 1, to: last - 1 }, ...pages(last, last)]
  }
  const firstOfTail = last - RUN_AT_END + 1
  if (current >= firstOfTail + NEIGHBOURS) {
    return [...pages(1, 1), { kind: 'gap', from: 2, to: firstOfTail - 1 }, ...pages(firstOfTail, last)]
  }
  return [
    ...pages(1, 1),
    { kind: 'gap', from: 2, to: current - NEIGHBOURS - 1 },
    ...pages(current - NEIGHBOURS, current + NEIGHBOURS),
    { kind: 'gap', from: current + NEIGHBOURS + 1, to: last - 1 },
    ...pages(last, last),
  ]
}
