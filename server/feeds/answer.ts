import type { H3Event } from 'h3'
import { z } from 'zod'
import { LANGUAGE, messagesFor } from '../../shared/messages'
import { feedArticleSchema } from '../../shared/schemas/article'
import type { FeedFormat } from '../../shared/utils/feed-address'
import { feedFormats } from '../../shared/utils/feed-address'
import { authorList, tagList } from '../../shared/utils/list-address'
import { SITE_DESCRIPTION, SITE_NAME } from '../../shared/utils/site'
import { useReader } from '../database/instances'
import type { FeedFilter } from '../repositories/article-feed'
import { articleFeedRepository } from '../repositories/article-feed'
import { answerVersion, knownVersions } from '../utils/conditional'
import { problem } from '../utils/problem'
import { siteAddress } from '../utils/site-address'
import { composeFeed } from './feed'
import type { FeedSubject } from './feed'
import { writeFeed } from './write'

const { feeds } = messagesFor(LANGUAGE)
const articlesSchema = z.array(feedArticleSchema)
/** Feed readers come by the clock; a new article may wait for some minutes. */
const CACHE_CONTROL = 'public, max-age=300'

function subjectOf({ tag, author }: FeedFilter): FeedSubject {
  if (tag !== undefined) return { title: feeds.titleOfTag(SITE_NAME, tag), description: feeds.descriptionOfTag(tag), list: tagList(tag).path }
  if (author !== undefined) return { title: feeds.titleOfAuthor(SITE_NAME, author), description: feeds.descriptionOfAuthor(author), list: authorList(author).path }
  return { title: SITE_NAME, description: SITE_DESCRIPTION, list: '/' }
}

/**
 * Answers with the newest articles of the filter as a feed, or with 304 to a client that has them.
 *
 * @throws 404 for a tag or an author without articles, as their pages do; the site's own feed may be empty
 */
export async function answerFeed(event: H3Event, format: FeedFormat, filter: FeedFilter): Promise<string | null> {
  const { version, json, count, modifiedAt } = await articleFeedRepository(useReader()).newest(filter, knownVersions(event))
  if (count === 0 && (filter.tag !== undefined || filter.author !== undefined)) {
    throw problem('not-found', `There are no articles ${filter.tag === undefined ? 'of this author' : 'with this tag'}.`)
  }
  const articles = json === null ? null : articlesSchema.parse(JSON.parse(json))
  const feed = articles && composeFeed({ subject: subjectOf(filter), site: siteAddress(event), articles }, format)
  return answerVersion(event, {
    version,
    body: feed && writeFeed(feed, format),
    type: `${feedFormats[format].type}; charset=utf-8`,
    modifiedAt: modifiedAt ?? undefined,
  }, CACHE_CONTROL)
}
