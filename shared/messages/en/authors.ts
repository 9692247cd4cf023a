/** The articles of one author. */
export const authors = {
  kicker: 'Author',
  titleOf: (name: string) => `Articles by ${name}`,
  descriptionOf: (count: string, name: string) => `${count} by ${name}, newest first.`,
}
