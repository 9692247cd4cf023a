import { expect, test } from '@playwright/test'
import { lowContrast } from './support/contrast.ts'
import { everyElement } from './support/sample-article.ts'
import { rewriteArticle, slugsOnPage } from './support/site.ts'

test.use({ javaScriptEnabled: true })
test.describe.configure({ mode: 'default' })

let article = ''

test.beforeAll(async ({ playwright }) => {
  const request = await playwright.request.newContext({ baseURL: process.env['E2E_BASE_URL'] })
  const [slug = ''] = await slugsOnPage(request, 30)
  const word = 'Unbreakable'.repeat(20)
  await rewriteArticle(request, slug, { title: word, description: word, body: everyElement, comment: `First line\nsecond line ${word}` })
  await request.dispose()
  article = `/articles/${slug}?from=30`
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })

    for (const width of [320, 768, 1440]) {
      test(`nothing scrolls sideways at ${width} px`, async ({ page }) => {
        await page.setViewportSize({ width, height: 800 })
        for (const address of ['/', '/?page=30', article, '/nowhere']) {
          await page.goto(address)
          const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
          expect(content, address).toBeLessThanOrEqual(window ?? 0)
        }
      })
    }

    test('all text has a contrast of 4.5:1', async ({ page }) => {
      for (const address of ['/?page=30', article, '/nowhere']) {
        await page.goto(address)
        expect(await page.evaluate(lowContrast), address).toEqual([])
      }
      await page.goto(article)
      for (const token of ['comment', 'keyword', 'string', 'constant', 'function', 'type', 'property', 'inserted', 'deleted']) {
        await expect(page.locator(`.token-${token}`).first(), token).not.toHaveCSS('color', await page.locator('.article-body').evaluate(body => getComputedStyle(body).color))
      }
    })
  })
}

test('links for fingers are at least 24 px on a small screen, and page numbers stay in one row', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 })
  await page.goto('/?page=30')
  const places = page.getByRole('navigation', { name: 'Pages' }).getByRole('listitem')
  await expect(places).toHaveCount(9)
  const boxes = await Promise.all((await places.all()).map(place => place.boundingBox()))
  expect(new Set(boxes.map(box => box?.y)).size).toBe(1)
  for (const box of boxes) {
    expect(box?.width).toBeGreaterThanOrEqual(24)
    expect(box?.height).toBeGreaterThanOrEqual(40)
  }
})
