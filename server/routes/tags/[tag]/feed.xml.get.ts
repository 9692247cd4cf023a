import { answerFeed } from '../../../feeds/answer'

/** `GET /tags/{tag}/feed.xml`: the newest articles with the tag as RSS. */
export default machineRoute(event => answerFeed(event, 'xml', { tag: getRouterParam(event, 'tag', { decode: true }) ?? '' }))
