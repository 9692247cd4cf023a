import { createHash } from 'node:crypto'

const style = `:root { color-scheme: light dark }
body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1.0625rem/1.6 system-ui, sans-serif }
h1 { font-size: 1.75rem; overflow-wrap: anywhere }
dt { margin-top: 1rem; font-weight: 600 }
dd { margin: 0 }
code { font-family: ui-monospace, monospace }`

// Nothing may run, and no more load than the icon; the style is known by its hash.
const policy = `default-src 'none'; img-src 'self'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Such a page, with how long it may be kept and what it may load. */
export interface PlainPage { type: 'text/html', cacheControl: string, policy: string, text: string }

/** Text as it stands in HTML, in elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/**
 * A page of HTML and a few lines of style, by which the API explains something; or an error, when nothing else can be rendered.
 *
 * @param title as text
 * @param content as HTML
 * @param site whose page it is, as text
 */
export function plainPage(title: string, content: string, site = 'Kuberocks API'): PlainPage {
  return {
    type: 'text/html',
    cacheControl: 'public, max-age=300',
    policy,
    text: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · ${escapeHtml(site)}</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>${style}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`,
  }
}
