/** The frame around every page. */
export const site = {
  /** What the site is about, in one sentence. */
  description: 'Field notes on building software, shipping it and keeping it on its feet.',
  skip: 'Skip to content',
  navigation: 'Site',
  articles: 'Articles',
  tags: 'Tags',
  toTheTop: 'To the top',
  feed: 'Feed',
  api: 'API',
  colours: 'Colours',
  colourSchemes: { system: 'System', light: 'Light', dark: 'Dark' },
}
