import { answerFeed } from '../../../feeds/answer'

/** `GET /tags/{tag}/feed.json`: the newest articles with the tag as JSON Feed. */
export default machineRoute(event => answerFeed(event, 'json', { tag: getRouterParam(event, 'tag', { decode: true }) ?? '' }))
