import { SITE_DESCRIPTION, SITE_NAME } from '../../shared/utils/site'
import { answerCard } from '../cards/answer'

/** `GET /card.png`: the picture that stands for the site, and for every list, where it is linked to. */
export default machineRoute(event => answerCard(event, { title: SITE_DESCRIPTION, byline: '', site: SITE_NAME }))
