/** The search field, and what it finds. */
export const search = {
  label: 'Search the articles',
  submit: 'Search',
  title: 'Search',
  titleOf: (words: string) => `Search: ${words}`,
  description: 'Search the titles and texts of all articles.',
  invitation: 'Type a few words into the field at the top. Their order and form do not matter, and small typing errors are forgiven.',
  found: (count: number, most: number) => count >= most ? `The newest ${count} matches` : count === 1 ? '1 match' : `${count} matches`,
  nothing: (words: string) => `Nothing was found for “${words}”.`,
  advice: ['Try fewer words: an article must hold all of them.', 'Try another word for the same thing.', 'Words as common as “the” find nothing by themselves.'],
  tags: 'Look through the tags',
  refused: (most: number) => `A search takes 1 to ${most} characters on one line. Try a few words of it.`,
}
