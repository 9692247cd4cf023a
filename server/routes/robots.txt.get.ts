/** `GET /robots.txt`: crawlers may read everything but what only repeats it; https://www.rfc-editor.org/rfc/rfc9309. */
export default machineRoute((event) => {
  const body = `User-agent: *
Allow: /api/docs
Allow: /api/openapi.json
Disallow: /api/

Sitemap: ${siteAddress(event)}/sitemap.xml
`
  return answerText(event, { body, type: 'text/plain; charset=utf-8' }, 'public, max-age=3600')
})
