import { and, asc, desc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import type { TagList, TagListQuery } from '../../shared/schemas/tag.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { articleCounts, tags } from '../database/schema/index.ts'
import type { JsonDocument } from './json-document.ts'
import { column, documentFields, versioned } from './json-document.ts'
import { onceFor } from './once-for.ts'

/** A page of the tags, with what its neighbours' addresses are made of. */
export interface TagListDocument extends JsonDocument<TagList> {
  tagsCount: number
}

function createTagRepository(database: ReadTransaction) {
  const inUse = and(isNull(articleCounts.authorId), isNotNull(articleCounts.tagId), gt(articleCounts.articles, 0))
  const order = sql`${desc(articleCounts.articles)}, ${asc(tags.name)}`
  const page = sql`
    select ${tags.name}, ${articleCounts.articles} from ${articleCounts} join ${tags} on ${eq(tags.id, articleCounts.tagId)}
    where ${inUse} order by ${order} limit ${sql.placeholder('limit')} offset ${sql.placeholder('offset')}`
  const list = database
    .select({ ...documentFields<TagList>(), tagsCount: column<number>('count') })
    .from(versioned(sql`
      select count, json_build_object('tags', list, 'tagsCount', count) as document from (
        select (select count(*)::int from ${articleCounts} where ${inUse}) as count, (
          select coalesce(json_agg(json_build_object('name', name, 'articlesCount', articles) order by articles desc, name), '[]')
          from (${page}) page
        ) as list offset 0
      ) counted`))
    .prepare('tags')

  return {
    /**
     * One page of the tags in use, the most used first, and how many there are; an empty list past the end.
     *
     * @param known versions that the caller has, each in double quotes; without one of them the JSON comes along
     */
    async list({ page, size }: TagListQuery, known = ''): Promise<TagListDocument> {
      const [found] = await list.execute({ limit: size, offset: (page - 1) * size, known })
      if (!found) throw new TypeError('a list is always one row')
      return found
    },
  }
}

/** The reads of tags over this Drizzle instance or transaction. */
export const tagRepository = onceFor(createTagRepository)
