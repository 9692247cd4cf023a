/** What XML 1.0 cannot hold, not even escaped, https://www.w3.org/TR/xml/#charsets; a database's text can. */

const notInXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** The text without the characters that XML has no place for. */
export function xmlText(text: string): string {
  return text.replace(notInXml, '')
}

/** Text as it stands in XML, in elements and attributes. */
export function escapeXml(text: string): string {
  return xmlText(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/**
 * Sanitised HTML for readers elsewhere: addresses of this site become absolute, those within the article lead to its page.
 *
 * @param html as the sanitiser wrote it: every attribute in double quotes, no `>` in any
 * @param page the article's absolute address
 */
export function withAbsoluteLinks(html: string, page: string): string {
  return html.replace(/<(?:a|img)\s[^>]*>/g, tag =>
    tag.replace(/\s(href|src)="([^"]*)"/g, (attribute, name: string, address: string) => {
      // Of its characters only `&` is escaped, which a resolved address keeps as it is.
      const resolved = URL.parse(address, page)
      return resolved ? ` ${name}="${resolved.href}"` : attribute
    }))
}
