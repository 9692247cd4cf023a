import sanitizeHtml from 'sanitize-html'
import { z } from 'zod'
import { CELL_CLASSES, CODE_CLASSES, TABLE_CLASSES, TOKEN_CLASSES } from './classes.ts'
import { CODE_LANGUAGES } from './highlight.ts'

const sanitisedHtml = z.string().brand<'SanitisedHtml'>()

/** HTML that went through the sanitiser: the only kind that a page may insert as it is. */
export type SanitisedHtml = z.infer<typeof sanitisedHtml>

export const LINK_SCHEMES = ['http', 'https', 'mailto']
const IMAGE_SCHEMES = ['http', 'https']

/** Stands for the site when a relative address is resolved. */
const thisSite = 'https://this-site.invalid'

function isExternal(href: string): boolean {
  const url = URL.parse(href, thisSite)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin !== thisSite
}

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br',
    'a', 'img', 'strong', 'em', 's', 'code', 'pre', 'span',
    'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td',
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading'],
    ol: ['start'],
    pre: [{ name: 'data-language', values: [...CODE_LANGUAGES] }, { name: 'tabindex', values: ['0'] }],
    div: [{ name: 'tabindex', values: ['0'] }],
  },
  allowedClasses: {
    span: [...TOKEN_CLASSES],
    pre: [...CODE_CLASSES],
    div: [...TABLE_CLASSES],
    th: [...CELL_CLASSES],
    td: [...CELL_CLASSES],
  },
  allowedSchemes: LINK_SCHEMES,
  allowedSchemesByTag: { img: IMAGE_SCHEMES },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: {
    a: (tagName, { href = '', title }) => ({
      tagName,
      attribs: { href, ...(title ? { title } : {}), ...(isExternal(href) ? { rel: 'nofollow ugc noopener' } : {}) },
    }),
    img: (tagName, { src = '', alt = '', title }) => ({
      tagName,
      attribs: { src, alt, ...(title ? { title } : {}), loading: 'lazy' },
    }),
  },
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs['src'],
}

/**
 * Takes everything out of the HTML that an article may not hold: all elements, attributes, classes
 * and address schemes but the few that Markdown makes.
 */
export function sanitise(html: string): SanitisedHtml {
  return sanitisedHtml.parse(sanitizeHtml(html, options))
}
