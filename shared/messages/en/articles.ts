/** Lists of articles and the way through their pages. */
export const articles = {
  title: 'Articles',
  titleOfPage: (title: string, page: number) => page > 1 ? `${title} - page ${page}` : title,
  place: (page: number, pageCount: number) => `Page ${page} of ${pageCount}`,
  count: (count: number) => count === 1 ? '1 article' : `${count} articles`,
  none: 'Nothing has been published yet. Come back soon.',
  pages: 'Pages',
  page: 'Page',
  hiddenPages: (from: number, to: number) => `Pages ${from} to ${to}`,
  previous: 'Previous',
  next: 'Next',
}
