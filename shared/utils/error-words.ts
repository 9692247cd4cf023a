/** What the error page says. */
export interface ErrorWords {
  title: string
  explanation: string
}

/** An HTTP status in human words: what happened, and what the reader can do about it. */
export function errorWords(status: number): ErrorWords {
  if (status === 404 || status === 410) {
    return {
      title: 'There is nothing here',
      explanation: 'The address may be mistyped, or what was here is gone. The articles are all still in their place.',
    }
  }
  if (status === 503 || status === 504) {
    return {
      title: 'We will be right back',
      explanation: 'The site cannot reach its articles at the moment. Nothing is lost: please try again in a few seconds.',
    }
  }
  if (status === 429) {
    return {
      title: 'That was a little fast',
      explanation: 'This site has had many requests from your address. Please wait a minute and try again.',
    }
  }
  if (status >= 400 && status < 500) {
    return {
      title: 'That request made no sense to us',
      explanation: 'Something in the address or the form was not as the site expects it. Going back and trying again often helps.',
    }
  }
  return {
    title: 'Something broke on our side',
    explanation: 'It is not your doing, and it has been noted. Please try again in a little while.',
  }
}
