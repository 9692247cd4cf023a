import type { ArticleComment, ArticleListItem } from '#shared/schemas/article'

/** Every colour of assets/css/tokens.css. */
export const colours = [
  'canvas', 'surface', 'ink', 'ink-soft', 'line', 'accent', 'accent-line', 'field-line', 'accent-fill', 'on-accent', 'mark', 'chip', 'chip-ink', 'facet', 'facet-far', 'glow',
]

/** Some distances, as multiples of the smallest. */
export const distances = [1, 2, 4, 6, 8, 14, 24]

/** The steps of the type scale, by the names of their utilities. */
export const sizes = ['text-sm', 'text-base', 'text-lg', 'text-xl', 'text-2xl', 'text-3xl']

const createdAt = '2026-03-09T09:30:00.000Z'

export const article: ArticleListItem = {
  title: 'Rolling updates without a gap', slug: 'rolling-updates-without-a-gap', description: 'What happens between two versions, and how nobody notices.',
  createdAt, updatedAt: createdAt, tags: ['delivery', 'kubernetes', 'on-call'], author: { name: 'Ada Kowalski' }, excerptHtml: null,
}

/** As it can be at its worst, and as a search finds it. */
export const articles: ArticleListItem[] = [
  article,
  { ...article, slug: 'w', title: 'W'.repeat(255), author: { name: 'W'.repeat(80) }, tags: Array.from({ length: 12 }, (_, index) => `tag-${'x'.repeat(index * 3)}`) },
  { ...article, slug: 'arabic', title: 'مرحبا بالعالم', description: 'نص من اليمين إلى اليسار', excerptHtml: '… a <mark>rolling</mark> <mark>update</mark> &lt;replaces&gt; one …' },
]

export const comments: ArticleComment[] = [{ id: 1, body: 'Thank you,\nthis saved my evening.', createdAt, author: { name: 'Rosa Delgado' } }]

export const tags = [{ name: 'postgres', articlesCount: 42 }, { name: 'x'.repeat(60), articlesCount: 1 }]

export const bodyHtml = `<p>A paragraph with <em>emphasis</em>, <strong>weight</strong>, <code>code</code> and <a href="/">a link</a>.</p>
<h2>A heading</h2><ul><li>a list</li><li>of two</li></ul><h3>A smaller one</h3><blockquote><p>A quotation.</p></blockquote>
<h2>Another</h2><pre class="code" data-language="typescript" tabindex="0"><code><span class="token-keyword">const</span> label = <span class="token-string">"text"</span> <span class="token-comment">// a comment</span></code></pre>`
