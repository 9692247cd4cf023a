import type { Article } from '#shared/schemas/article'

/** What an article's page says of itself in its head; in one call, instead of `usePageHead`. */
export function useArticleHead(article: Article) {
  const words = useMessages().feeds
  const { siteUrl } = useRuntimeConfig().public
  const { title, slug, description, author, tags, createdAt, updatedAt } = article
  usePageHead({
    title,
    description,
    address: articleAddress(slug),
    card: { address: cardAddress(slug), alt: words.cardAlt(title, author.name) },
    type: 'article',
    data: [articleData(siteUrl, article)],
  })
  useSeoMeta({
    author: author.name,
    articlePublishedTime: createdAt,
    articleModifiedTime: updatedAt,
    articleAuthor: [absoluteAddress(siteUrl, authorList(author.name).path)],
    articleTag: tags,
  })
  useHead({ link: [{ rel: 'alternate', type: 'text/markdown', href: absoluteAddress(siteUrl, markdownAddress(slug)) }] })
}
