import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { openApiOperations } from '../support/openapi-document.ts'

/** What goes wrong in the page from now on: errors, refused sources, and requests to anybody else. */
async function watchPage(page: Page, ownOrigin: string): Promise<{ complaints: string[], foreign: string[] }> {
  const complaints: string[] = []
  const foreign: string[] = []
  page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => new URL(request.url()).origin !== ownOrigin && !request.url().startsWith('data:') && foreign.push(request.url()))
  await page.exposeFunction('reportViolation', (violation: string) => complaints.push(violation))
  await page.addInitScript(`addEventListener('securitypolicyviolation', event => reportViolation(event.violatedDirective + ' ' + event.blockedURI))`)
  return { complaints, foreign }
}

test.describe('the reference page with JavaScript', () => {
  test.use({ javaScriptEnabled: true })

  test('shows every operation and tries one out, from this site alone and under its policy', async ({ page, baseURL }) => {
    const { complaints, foreign } = await watchPage(page, new URL(baseURL ?? '').origin)
    await page.goto('/api/docs')
    await expect(page.locator('.opblock')).toHaveCount(openApiOperations.length)
    for (const { path, summary } of openApiOperations) {
      await expect(page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) })).toContainText(summary)
    }

    const operation = page.locator('#operations-Articles-listArticles')
    await operation.locator('.opblock-summary-control').click()
    await operation.getByRole('button', { name: 'Try it out' }).click()
    await operation.getByRole('button', { name: 'Execute' }).click()
    const answer = operation.locator('.live-responses-table .response').first()
    await expect(answer.locator('.response-col_status')).toContainText('200')
    await expect(answer).toContainText('articlesCount')
    await expect(operation.locator('.request-url')).toContainText(`${baseURL}/api/articles`)

    expect(complaints).toEqual([])
    expect(foreign).toEqual([])
  })

  test('runs no script that is not of this site', async ({ page, baseURL }) => {
    const { complaints } = await watchPage(page, new URL(baseURL ?? '').origin)
    await page.goto('/api/docs')
    await expect(page.locator('.opblock').first()).toBeVisible()
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      document.body.append(script)
    })
    await expect(() => expect(complaints).toContain('script-src-elem inline')).toPass()
    await expect(page).toHaveTitle('Reference · Kuberocks API')
  })
})

test('without JavaScript the reference page leads to the document', async ({ page }) => {
  await page.goto('/api/docs')
  await page.getByRole('link', { name: 'OpenAPI document' }).click()
  await expect(page).toHaveURL('/api/openapi.json')
})

test('a problem\'s type leads to a page that explains it', async ({ page, request }) => {
  const answer: unknown = await (await request.get('/api/articles?page=0')).json()
  await page.goto(String(Object(answer).type))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('malformed-query')
  await expect(page.getByText('The field errors names each parameter')).toBeVisible()
  await page.getByRole('link', { name: 'All kinds of problems' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Problems')
})
