import { LANGUAGE, messagesFor } from '../messages/index.ts'

/** The site's name, as the header, titles and feeds show it. */
export const SITE_NAME = 'Kuberocks'
/** What the site is about, in one sentence. */
export const SITE_DESCRIPTION = messagesFor(LANGUAGE).site.description
