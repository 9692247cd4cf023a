/** A heading of an article's body. */
export interface ArticleSection {
  /** The heading's id; its prefix keeps it apart from the page's own. */
  id: string
  /** 2 to 6. */
  level: number
  /** Plain text. */
  title: string
}

const MOST_CHARACTERS_OF_ID = 60
const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** The text of sanitised HTML, whose only entities are these four. */
function textOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:amp|lt|gt|quot);/g, entity => characters[entity] ?? entity).trim()
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function createIds() {
  const taken = new Map<string, number>()
  return (title: string) => {
    const words = title.normalize('NFC').toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)?.join('-') ?? ''
    const id = `section-${[...words].slice(0, MOST_CHARACTERS_OF_ID).join('').replace(/-$/, '')}`
    const times = (taken.get(id) ?? 0) + 1
    taken.set(id, times)
    // The tilde is in no word, so that no heading's own words can be the same.
    return times === 1 ? id : `${id}~${times}`
  }
}

/**
 * Gives every heading of an article an id and a link to itself. Done when the page is made, not when the article is written:
 * the body's HTML stays free of ids, whoever shows it.
 *
 * @param html a body as the sanitiser leaves it: headings of plain tags without attributes
 * @param linkName the accessible name of the link to the section with this title
 */
export function divideArticle(html: string, linkName: (title: string) => string): { html: string, sections: ArticleSection[] } {
  const sections: ArticleSection[] = []
  const idOf = createIds()
  const divided = html.replaceAll(/<h([2-6])>(.*?)<\/h\1>/gs, (_whole, level: string, content: string) => {
    const title = textOf(content)
    const id = idOf(title)
    sections.push({ id, level: Number(level), title })
    return `<div class="section-head"><h${level} id="${id}">${content}</h${level}>`
      + `<a class="section-link" href="#${encodeURIComponent(id)}" aria-label="${escapeAttribute(linkName(title))}"><span aria-hidden="true">#</span></a></div>`
  })
  return { html: divided, sections }
}
