import { useDatabase } from '../database/instances'
import type { PageRequest } from './cacheable-pages'
import { RenderedPage } from './rendered-page'

/** Who asks for a rendering: for the log, and for the form of an error. */
export interface Asker {
  readonly requestId: string
  readonly accept: string | undefined
}

/**
 * Renders a page by a request of its own, in process. Nothing of the visitor's request is in it but what the page is made of, so
 * that what comes out is anybody's.
 */
export async function renderPage({ url, colourScheme }: PageRequest, { requestId, accept }: Asker): Promise<RenderedPage> {
  return await useDatabase().readFrom(undefined, async (_seen, included) => {
    const { status, headers, body } = await useNitroApp().localCall({
      url,
      headers: {
        'x-request-id': requestId,
        ...(accept === undefined ? {} : { accept }),
        ...(colourScheme === 'system' ? {} : { cookie: `colour-scheme=${colourScheme}` }),
      },
    })
    const text = Buffer.isBuffer(body) ? body.toString() : String(body ?? '')
    return new RenderedPage({ status, headers, text }, included())
  })
}
