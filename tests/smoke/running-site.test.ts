import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'

/** What the browser complains of while the test runs: failed requests, refused scripts and styles, errors of a script. */
function complaints(page: Page): string[] {
  const found: string[] = []
  page.on('console', message => message.type() === 'error' && found.push(message.text()))
  page.on('pageerror', error => found.push(error.message))
  page.on('requestfailed', request => found.push(`${request.url()} ${request.failure()?.errorText}`))
  return found
}

test('a reader goes through the list to an article and back, and the browser has nothing to complain of', async ({ page }) => {
  const found = complaints(page)
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL('/?page=2')

  const link = page.getByRole('article').first().getByRole('link').first()
  const title = await page.getByRole('article').first().getByRole('heading').innerText()
  await link.click()
  await expect(page).toHaveURL(/\/articles\/[^/]+/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await page.getByRole('link', { name: 'Back' }).click()
  await expect(page).toHaveURL(/\/\?page=2/)
  expect(found).toEqual([])
})

test('the page has its styles', async ({ page }) => {
  await page.goto('/')
  const list = page.getByRole('article')
  await expect(list).toHaveCount(10)
  // A browser's own margin, where the style sheet is missing.
  expect(await page.locator('body').evaluate(body => getComputedStyle(body).margin)).toBe('0px')
})

test('a developer finds the API\'s operations in its reference', async ({ page }) => {
  const found = complaints(page)
  await page.goto('/api/docs')
  await expect(page.getByText('/api/articles/{slug}').first()).toBeVisible()
  expect(found).toEqual([])
})

test('an article that is not there is a page that says so', async ({ page }) => {
  const response = await page.goto('/articles/there-is-no-such-article')
  expect(response?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link').first()).toBeVisible()
})
