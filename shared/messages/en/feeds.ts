/** What feeds, cards and what else machines read say of the site. */
export const feeds = {
  titleOfTag: (site: string, tag: string) => `${site}: ${tag}`,
  titleOfAuthor: (site: string, author: string) => `${site}: ${author}`,
  descriptionOfTag: (tag: string) => `The newest articles tagged ${tag}.`,
  descriptionOfAuthor: (author: string) => `The newest articles by ${author}.`,
  articles: 'Articles',
  published: 'Published',
  updated: 'Updated',
  by: 'By',
  tags: 'Tags',
  cardAlt: (title: string, author: string) => `${title}, by ${author}`,
}
