import type { ListAddress } from './page-address'
import { pageAddress } from './page-address'

/** A page of a list with its place in it: what head and page numbers are made of. */
export interface PagedList {
  list: ListAddress
  page: number
  pageCount: number
  /** Items on a full page. */
  size: number
  /** Items in the whole list. */
  total: number
  /** The page's own address, and its neighbours' where it has them. */
  address: string
  previous: string | undefined
  next: string | undefined
}

/** The place of a page in a list of `total` items; null past the last page. An empty list has one page. */
export function placeInList(list: ListAddress, { page, size, total }: { page: number, size: number, total: number }): PagedList | null {
  const pageCount = Math.max(1, Math.ceil(total / size))
  if (page > pageCount) return null
  return {
    list, page, pageCount, size, total,
    address: pageAddress(list, page),
    previous: page > 1 ? pageAddress(list, page - 1) : undefined,
    next: page < pageCount ? pageAddress(list, page + 1) : undefined,
  }
}
