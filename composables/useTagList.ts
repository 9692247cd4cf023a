import type { TagList } from '#shared/schemas/tag'

/** Tags on one page of the site. */
const TAGS_ON_A_PAGE = 100

/** The page of the tags that the address asks for, the most used first; a page that is not there is the 404 page. */
export async function useTagList() {
  const size = TAGS_ON_A_PAGE
  const { page, placeAmong } = useListPage(ALL_TAGS, size)
  const { tags, tagsCount } = await useApiRead<TagList>('/api/tags', { query: { page, size } })
  return { tags, place: placeAmong(tagsCount) }
}
