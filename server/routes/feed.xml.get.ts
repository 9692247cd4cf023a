import { answerFeed } from '../feeds/answer'

/** `GET /feed.xml`: the newest articles as RSS. */
export default machineRoute(event => answerFeed(event, 'xml', {}))
