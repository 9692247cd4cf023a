import type { SQL, SQLWrapper } from 'drizzle-orm'
import { and, asc, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import { articleCounts, articles, tags, users } from '../database/schema/index.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { isoTime } from './article-fields.ts'
import { column } from './json-document.ts'
import { onceFor } from './once-for.ts'

/** The most addresses that a sitemap may hold, https://www.sitemaps.org/protocol.html#index. */
const FILE_SIZE = 50_000
/** The greatest id that a row can have; no file is beyond its. */
const LAST_ID = 2 ** 31 - 1
export const LAST_FILE = Math.ceil(LAST_ID / FILE_SIZE)
/** Addresses that are read at a time. */
export const CHUNK_SIZE = 1_000

/** What has pages of its own by the thousand. */
export const sitemapKinds = ['articles', 'tags', 'authors'] as const
export type SitemapKind = typeof sitemapKinds[number]

/** A page, by the name that stands in its address. */
export interface SitemapEntry {
  id: number
  name: string
  /** ISO 8601; null where it is not known without looking at every article. */
  modifiedAt: string | null
}

/** One file of addresses: `number` counts from 1. */
export interface SitemapFile { kind: SitemapKind, number: number }

const isCounted = (owner: SQL | undefined) => sql`exists (select from ${articleCounts} where ${and(owner, gt(articleCounts.articles, 0))})`
const changedAt = sql`(extract(epoch from ${articles.updatedAt}) * 1000)::bigint`
/** By kind: the table, what of it has a page, and what an entry and a version say of a row. */
const kinds = {
  articles: { table: articles, id: articles.id, isListed: sql`true`, name: articles.slug, modifiedAt: isoTime(articles.updatedAt), version: changedAt },
  tags: {
    table: tags, id: tags.id, isListed: isCounted(and(isNull(articleCounts.authorId), eq(articleCounts.tagId, tags.id))),
    name: tags.name, modifiedAt: sql`null::text`, version: sql`0`,
  },
  authors: {
    table: users, id: users.id, isListed: isCounted(and(eq(articleCounts.authorId, users.id), isNull(articleCounts.tagId))),
    name: users.name, modifiedAt: sql`null::text`, version: sql`0`,
  },
}

/**
 * The files that hold anything, from 1: file n is of the ids up to n times 50,000. So an article never moves to another file,
 * whatever is published or deleted, and a file that is full changes only with its articles. One look-up finds each next one.
 */
function filesOf(kind: SitemapKind): SQL {
  const { table, id, isListed } = kinds[kind]
  const size = sql.raw(String(FILE_SIZE))
  const next = (after: SQLWrapper) => sql`(select (${id} - 1) / ${size} + 1 from ${table} where ${id} > ${after} and ${isListed} order by ${id} limit 1)`
  return sql`
    select ${sql.raw(`'${kind}'`)} as kind, number from (
      with recursive files(number) as (
        select ${next(sql`0`)} union all select ${next(sql`files.number::bigint * ${size}`)} from files where files.number is not null
      ) select number from files where number is not null
    ) files`
}

function createSitemapRepository(database: ReadTransaction) {
  const inFile = ({ id, isListed }: typeof kinds[SitemapKind]) => and(gt(id, sql.placeholder('after')), lte(id, sql.placeholder('last')), isListed)
  const files = database
    .select({ kind: column<SitemapKind>('kind'), number: column<number>('number') })
    .from(sql`(${sql.join(sitemapKinds.map(filesOf), sql` union all `)}) files`)
    .orderBy(sql`kind, number`)
    .prepare('sitemap_files')
  const prepareChunk = (kind: SitemapKind) => database
    .select({ id: sql<number>`${kinds[kind].id}`, name: sql<string>`${kinds[kind].name}`, modifiedAt: sql<string | null>`${kinds[kind].modifiedAt}` })
    .from(kinds[kind].table).where(inFile(kinds[kind])).orderBy(asc(kinds[kind].id)).limit(CHUNK_SIZE)
    .prepare(`sitemap_of_${kind}`)
  // Of every name and every time, so that no change can leave it as it was.
  const prepareVersion = (kind: SitemapKind) => database
    .select({ version: sql<string | null>`md5(count(*) || ' ' || sum(hashtextextended(${kinds[kind].name}, ${kinds[kind].version})))` })
    .from(kinds[kind].table).where(inFile(kinds[kind]))
    .prepare(`sitemap_version_of_${kind}`)
  const chunks = { articles: prepareChunk('articles'), tags: prepareChunk('tags'), authors: prepareChunk('authors') }
  const versions = { articles: prepareVersion('articles'), tags: prepareVersion('tags'), authors: prepareVersion('authors') }

  return {
    /** The files that hold anything, by kind and number. */
    listFiles(): Promise<SitemapFile[]> {
      return files.execute()
    },

    /** 32 hexadecimal digits that change with the file; null for one that holds nothing. */
    async findVersion({ kind, number }: SitemapFile): Promise<string | null> {
      const [found] = await versions[kind].execute({ after: (number - 1) * FILE_SIZE, last: Math.min(number * FILE_SIZE, LAST_ID) })
      return found?.version ?? null
    },

    /**
     * Up to 1,000 entries of the file in the order of their ids.
     *
     * @param after the id of the last entry that the caller has; 0 for the start
     */
    listChunk({ kind, number }: SitemapFile, after: number): Promise<SitemapEntry[]> {
      return chunks[kind].execute({ after: Math.max(after, (number - 1) * FILE_SIZE), last: Math.min(number * FILE_SIZE, LAST_ID) })
    },
  }
}

/** The reads of sitemaps over this Drizzle instance or transaction. */
export const sitemapRepository = onceFor(createSitemapRepository)
