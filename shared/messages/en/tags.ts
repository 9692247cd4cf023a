/** The list of tags, and the articles of one. */
export const tags = {
  title: 'Tags',
  description: 'What the articles are about, the most frequent first.',
  none: 'There are no tags yet.',
  titleOfTag: (tag: string) => `Articles tagged ${tag}`,
  descriptionOfTag: (count: string, tag: string) => `${count} tagged ${tag}, newest first.`,
  kicker: 'Tag',
  all: 'All tags',
}
