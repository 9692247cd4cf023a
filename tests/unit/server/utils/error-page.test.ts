import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createEvent } from 'h3'
import { describe, expect, it, vi } from 'vitest'
import { renderErrorPage } from '../../../../server/utils/error-page.ts'

function request(url: string, { isInProcess = false, requestId = 'the-request' } = {}) {
  const message = new IncomingMessage(new Socket())
  Object.assign(message, { url, ...(isInProcess ? { __unenv__: undefined } : {}) })
  const event = createEvent(message, new ServerResponse(message))
  event.context.requestId = requestId
  return event
}

const rendered = { status: 200, body: '<h1>styled</h1>' }

describe('the error page', () => {
  it('is rendered for the status and the request, by an address that always resolves', async () => {
    const call = vi.fn(() => Promise.resolve(rendered))
    expect(await renderErrorPage(request('/articles/%ff'), 404, call)).toEqual({ headers: {}, html: rendered.body })
    expect(call).toHaveBeenCalledExactlyOnceWith({ url: '/__nuxt_error?status=404&statusCode=404&url=%2F', headers: { 'x-request-id': 'the-request' } })
  })

  it.each<[string, () => Promise<{ status: number, body: unknown }>]>([
    ['is refused', () => Promise.reject(new Error('broken'))], ['fails', () => Promise.resolve({ status: 500, body: 'Error: at secret.mjs' })],
    ['has no text', () => Promise.resolve({ status: 200, body: undefined })],
  ])('is a plain one when its rendering %s', async (_what, call) => {
    const { headers, html } = await renderErrorPage(request('/'), 500, call)
    expect(headers).toEqual({ 'Content-Security-Policy': expect.stringContaining('default-src \'none\'') })
    expect(html).toMatch(/^<!DOCTYPE html>/)
    expect(html).toContain('<h1>Something broke on our side</h1>')
    expect(html).toContain('<code>the-request</code>')
    expect(html).toContain('<a href="/">')
    expect(html).not.toContain('secret')
  })

  it('is a plain one when it is itself what failed, and does not render itself again', async () => {
    const call = vi.fn(() => Promise.resolve(rendered))
    expect((await renderErrorPage(request('/__nuxt_error?status=500', { isInProcess: true }), 500, call)).html).toContain('<h1>')
    expect(call).not.toHaveBeenCalled()
  })

  it('is rendered when somebody asks for its own address from outside', async () => {
    expect((await renderErrorPage(request('/__nuxt_error?status=500'), 404, () => Promise.resolve(rendered))).html).toBe(rendered.body)
  })

  it('shows no markup of a request id', async () => {
    expect((await renderErrorPage(request('/', { requestId: '<b>' }), 503, () => Promise.reject(new Error('broken')))).html).toContain('<code>&#60;b&#62;</code>')
  })
})
