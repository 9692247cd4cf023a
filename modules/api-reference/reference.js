/* global SwaggerUIBundle -- set by the script before this one */
SwaggerUIBundle({
  dom_id: '#reference',
  url: '/api/openapi.json',
  deepLinking: true,
  // Not to be told by the address what to show, nor to ask anybody else whether the document is valid.
  queryConfigEnabled: false,
  validatorUrl: null,
})
