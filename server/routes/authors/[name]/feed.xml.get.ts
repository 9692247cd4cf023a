import { answerFeed } from '../../../feeds/answer'

/** `GET /authors/{name}/feed.xml`: the author's newest articles as RSS. */
export default machineRoute(event => answerFeed(event, 'xml', { author: getRouterParam(event, 'name', { decode: true }) ?? '' }))
