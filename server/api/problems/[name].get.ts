import { problemKinds } from '../../../shared/schemas/problem-kinds'

const pages = new Map(Object.entries(problemKinds).map(([name, { status, meaning, remedy }]) => [name, staticAnswer(plainPage(name, `<h1><code>${name}</code></h1>
<dl>
<dt>Status</dt>
<dd>${status}</dd>
<dt>What it means</dt>
<dd>${escapeHtml(meaning)}</dd>
<dt>What to do</dt>
<dd>${escapeHtml(remedy)}</dd>
</dl>
<p><a href="/api/problems">All kinds of problems</a></p>`))]))

/** `GET /api/problems/{name}`: the page that explains a kind of problem, 404 when there is no such kind. */
export default defineEventHandler((event) => {
  const page = pages.get(getRouterParam(event, 'name', { decode: true }) ?? '')
  if (!page) throw problem('not-found', 'There is no kind of problem with this name.')
  return page(event)
})
