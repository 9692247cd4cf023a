import { article } from './article.ts'
import { articles } from './articles.ts'
import { authors } from './authors.ts'
import { errors } from './errors.ts'
import { feeds } from './feeds.ts'
import { search } from './search.ts'
import { site } from './site.ts'
import { tags } from './tags.ts'

/** What the site says in English; other languages have the same names. */
export const en = { article, articles, authors, errors, feeds, search, site, tags }
