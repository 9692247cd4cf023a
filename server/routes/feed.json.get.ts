import { answerFeed } from '../feeds/answer'

/** `GET /feed.json`: the newest articles as JSON Feed. */
export default machineRoute(event => answerFeed(event, 'json', {}))
