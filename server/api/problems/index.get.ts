import { problemKinds } from '../../../shared/schemas/problem-kinds'

const entries = Object.entries(problemKinds).map(([name, { status, meaning }]) =>
  `<dt><a href="/api/problems/${name}"><code>${name}</code></a> (${status})</dt>\n<dd>${escapeHtml(meaning)}</dd>`)

/** `GET /api/problems`: every kind of problem, on one page. */
export default defineEventHandler(staticAnswer(plainPage('Problems', `<h1>Problems</h1>
<p>The <code>type</code> of an error leads to its kind. <a href="/api/docs">The API's reference</a> tells which operation answers which.</p>
<dl>
${entries.join('\n')}
</dl>`)))
