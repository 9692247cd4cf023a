/** The articles of one author. */
export const authors = {
  kicker: 'Author',
  titleOf: (name: string) => `Articles by ${name}`,
  descriptionOf: (name: string, count: string) => `${count} by ${name}, newest first.`,
}
