/** Which page of `list` the address asks for, and how to place it once the list's length is known; a page that is not there is the 404 page. */
export function useListPage(list: ListAddress, size: number) {
  const page = requestedPage(useRoute().query['page'])
  if (page === null) throw pageError(404)

  function placeAmong(total: number): PagedList {
    const place = placeInList(list, { page: page ?? 1, size, total })
    if (!place) throw pageError(404)
    return place
  }
  return { page, placeAmong }
}
