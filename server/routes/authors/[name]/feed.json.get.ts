import { answerFeed } from '../../../feeds/answer'

/** `GET /authors/{name}/feed.json`: the author's newest articles as JSON Feed. */
export default machineRoute(event => answerFeed(event, 'json', { author: getRouterParam(event, 'name', { decode: true }) ?? '' }))
