/** The site's name, as the header, titles and feeds show it. */
export const SITE_NAME = 'Kuberocks'
/** What the site is about, in one sentence. */
export const SITE_DESCRIPTION = 'Field notes on building software, shipping it and keeping it on its feet.'
/** The language of the site's own words, BCP 47. */
export const SITE_LANGUAGE = 'en'
