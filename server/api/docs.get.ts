import { referenceAssets } from '#api-reference'

const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const text = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reference · Kuberocks API</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<link rel="stylesheet" href="${referenceAssets}/swagger-ui.css">
<link rel="stylesheet" href="${referenceAssets}/reference.css">
<script src="${referenceAssets}/swagger-ui-bundle.js" defer></script>
<script src="${referenceAssets}/reference.js" defer></script>
</head>
<body>
<main id="reference"></main>
<noscript>
<h1>Kuberocks API</h1>
<p>This page needs JavaScript. The <a href="/api/openapi.json">OpenAPI document</a> that it shows does not.</p>
</noscript>
</body>
</html>
`

/** `GET /api/docs`: the reference page. Nothing in it comes from elsewhere. */
// Not to be kept without asking: the next deployment's page loads files from other addresses.
export default defineEventHandler(staticAnswer({ type: 'text/html', cacheControl: 'no-cache', text, policy }))
