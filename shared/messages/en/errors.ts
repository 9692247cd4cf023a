/** What the error page says: what happened, and what the reader can do about it. */
export const errors = {
  gone: {
    title: 'There is nothing here',
    explanation: 'The address may be mistyped, or what was here is gone. The articles are all still in their place.',
  },
  unavailable: {
    title: 'We will be right back',
    explanation: 'The site cannot reach its articles at the moment. Nothing is lost: please try again in a few seconds.',
  },
  tooMany: {
    title: 'That was a little fast',
    explanation: 'This site has had many requests from your address. Please wait a minute and try again.',
  },
  refused: {
    title: 'That request made no sense to us',
    explanation: 'Something in the address or the form was not as the site expects it. Going back and trying again often helps.',
  },
  broken: {
    title: 'Something broke on our side',
    explanation: 'It is not your doing, and it has been noted. Please try again in a little while.',
  },
  toTheArticles: 'Go to the articles',
  request: 'If you tell us about it, please quote',
}
