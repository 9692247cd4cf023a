import { expect, test } from '@playwright/test'
import { slugsOnPage } from './support/site.ts'

test('a reader clicks from page 1 to page 50, opens an article and comes back to page 50', async ({ page }) => {
  await page.goto('/')
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await pages.getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL('/?page=2')
  await pages.getByRole('link', { name: 'Page 50', exact: true }).click()
  await expect(page).toHaveURL('/?page=50')
  await expect(pages.getByRole('link', { name: 'Page 50', exact: true })).toHaveAttribute('aria-current', 'page')
  await expect(pages.locator('[aria-current]')).toHaveCount(1)

  const card = page.getByRole('article').last()
  const title = await card.getByRole('heading').innerText()
  await card.click({ position: { x: 12, y: 12 } })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)

  await page.getByRole('link', { name: 'Back to' }).click()
  await expect(page).toHaveURL(/\/\?page=50#article-/)
  await expect(page.locator('article:target')).toContainText(title)
  await expect(page.getByRole('article')).toHaveCount(10)
})

test('from page 1, Back leads to page 1', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('article').first().getByRole('heading').getByRole('link').click()
  await page.getByRole('link', { name: 'Back to' }).click()
  await expect(page).toHaveURL('/')
})

test('after a direct visit, Back leads to the first page', async ({ page, request }) => {
  const [slug] = await slugsOnPage(request, 7)
  await page.goto(`/articles/${slug}`, { referer: 'https://elsewhere.example/' })
  await page.getByRole('link', { name: 'Back to' }).click()
  await expect(page).toHaveURL('/')
})

for (const from of ['//evil.example', 'https://evil.example/', '/%5Cevil.example', 'javascript:alert(1)', '-1', '0', '1e9', '2&from=3', '']) {
  test(`Back stays on the site for ?from=${from}`, async ({ page, request }) => {
    const [slug] = await slugsOnPage(request, 3)
    await page.goto(`/articles/${slug}?from=${from}`)
    await expect(page.getByRole('link', { name: 'Back to' })).toHaveAttribute('href', '/')
    await expect(page.getByRole('main').getByRole('link', { name: 'Articles', exact: true })).toHaveAttribute('href', '/')
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `/articles/${slug}`)
  })
}

test('each page says where it stands to search engines', async ({ page }) => {
  await page.goto('/?page=3&utm_source=letter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page).toHaveTitle('Articles - page 3 · Kuberocks')
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', '/?page=3')
  await expect(page.locator('link[rel=prev]')).toHaveAttribute('href', '/?page=2')
  await expect(page.locator('link[rel=next]')).toHaveAttribute('href', '/?page=4')

  await page.goto('/?page=1')
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', '/')
  await expect(page.locator('link[rel=prev]')).toHaveCount(0)

  await page.goto('/?page=50')
  await expect(page.locator('link[rel=next]')).toHaveCount(0)
})

test('the keyboard reaches the content first', async ({ page }) => {
  await page.goto('/')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeInViewport()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('article').first().getByRole('heading').getByRole('link')).toBeFocused()
})
