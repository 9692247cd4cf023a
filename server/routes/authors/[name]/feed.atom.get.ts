import { answerFeed } from '../../../feeds/answer'

/** `GET /authors/{name}/feed.atom`: the author's newest articles as Atom. */
export default machineRoute(event => answerFeed(event, 'atom', { author: getRouterParam(event, 'name', { decode: true }) ?? '' }))
