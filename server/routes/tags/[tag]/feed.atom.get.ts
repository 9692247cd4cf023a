import { answerFeed } from '../../../feeds/answer'

/** `GET /tags/{tag}/feed.atom`: the newest articles with the tag as Atom. */
export default machineRoute(event => answerFeed(event, 'atom', { tag: getRouterParam(event, 'tag', { decode: true }) ?? '' }))
