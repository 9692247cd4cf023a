/** One article with what is said of it. */
export const article = {
  listTitle: (page: number) => page > 1 ? `Articles, page ${page}` : 'Articles',
  back: (page: number) => page > 1 ? `Back to page ${page}` : 'Back to all articles',
  tags: 'Tags',
  readingTime: (minutes: number) => `${minutes} min read`,
  contents: 'Contents',
  linkToSection: (title: string) => `Link to the section “${title}”`,
  copy: 'Copy',
  copied: 'Copied',
  neighbours: 'More articles',
  previous: 'Previous article',
  next: 'Next article',
  comments: 'Comments',
  commentCount: (count: number) => count === 1 ? '1 comment' : `${count} comments`,
  noComments: 'Nobody has said anything yet.',
}
