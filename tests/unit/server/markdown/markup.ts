import { Parser } from 'htmlparser2'

export interface Element { tag: string, attributes: Readonly<Record<string, string>> }

const allowedAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'title', 'rel'],
  blockquote: [], br: [], code: [], em: [], h2: [], h3: [], h4: [], h5: [], h6: [], hr: [], li: [], p: [], s: [], strong: [], ul: [],
  div: ['class', 'tabindex'],
  img: ['src', 'alt', 'title', 'loading'],
  ol: ['start'],
  pre: ['class', 'data-language', 'tabindex'],
  span: ['class'],
  table: [], tbody: [], thead: [], tr: [],
  td: ['class'], th: ['class'],
}
const allowedProtocols: Readonly<Record<string, readonly string[]>> = { href: ['http:', 'https:', 'mailto:'], src: ['http:', 'https:'] }

/** Markup in its plainest form, which every HTML parser reads alike: whole tags with quoted attributes, and text. */
const plainMarkup = /^(?:[^<>&]|&(?:amp|lt|gt|quot);|<\/[a-z][a-z0-9]*>|<[a-z][a-z0-9]*(?: [a-z-]+="(?:[^"<>&]|&(?:amp|lt|gt|quot);)*")*(?: \/)?>)*$/

export function parseElements(html: string): Element[] {
  const elements: Element[] = []
  const parser = new Parser({ onopentag: (tag, attributes) => elements.push({ tag, attributes }) })
  parser.end(html)
  return elements
}

export function parseText(html: string): string {
  let text = ''
  const parser = new Parser({
    ontext: (data) => {
      text += data
    },
  })
  parser.end(html)
  return text
}

/** What an article's HTML holds and must not hold, one line for each. */
export function findForbidden(html: string): string[] {
  const forbidden = parseElements(html).flatMap(({ tag, attributes }) => {
    const allowed = allowedAttributes[tag]
    if (!allowed) return [`<${tag}>`]
    return Object.entries(attributes).flatMap(([name, value]) => {
      if (!allowed.includes(name)) return [`<${tag} ${name}>`]
      const protocols = allowedProtocols[name]
      if (!protocols) return []
      const protocol = URL.parse(value, 'https://site.test/articles/one')?.protocol ?? 'https:'
      return protocols.includes(protocol) ? [] : [`<${tag} ${name}="${value}">`]
    })
  })
  return plainMarkup.test(html) ? forbidden : [...forbidden, `not plain: ${html}`]
}
