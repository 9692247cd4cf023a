import { answerFeed } from '../feeds/answer'

/** `GET /feed.atom`: the newest articles as Atom. */
export default machineRoute(event => answerFeed(event, 'atom', {}))
