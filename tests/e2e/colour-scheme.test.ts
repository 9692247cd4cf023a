import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'

const light = 'rgb(249, 247, 253)'
const dark = 'rgb(16, 12, 24)'
const choose = (page: Page, name: string) => page.getByRole('group', { name: 'Colours' }).getByRole('button', { name }).click()

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled, colorScheme: 'dark' })

    test('colours follow the system until others are chosen, and the choice is kept on every page', async ({ page }) => {
      const html = page.locator('html')
      await page.goto('/tags/web?page=2')
      await expect(html).toHaveCSS('background-color', dark)
      await choose(page, 'Light')
      await expect(html).toHaveCSS('background-color', light)
      await expect(page).toHaveURL('/tags/web?page=2')
      await expect(page.getByRole('button', { name: 'Light' })).toHaveAttribute('aria-pressed', 'true')
      for (const address of ['/', '/nowhere', '/search?q=server']) {
        await page.goto(address)
        await expect(html).toHaveCSS('background-color', light)
      }
      await choose(page, 'System')
      await expect(html).toHaveCSS('background-color', dark)
      await page.goto('/')
      await expect(html).toHaveCSS('background-color', dark)
      await expect(page.getByRole('button', { name: 'System' })).toHaveAttribute('aria-pressed', 'true')
    })
  })
}

test.describe('where scripts run', () => {
  test.use({ javaScriptEnabled: true })

  test('choosing colours loads no page', async ({ page }) => {
    await page.goto('/')
    await page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''))
    await choose(page, 'Dark')
    await expect(page.locator('html[data-same-page][data-colour-scheme=dark]')).toHaveCSS('background-color', dark)
    await expect(page.locator('meta[name=theme-color]').first()).toHaveAttribute('content', dark)
  })

  test('a page that the browser has fetched ahead has the colours that were chosen since', async ({ page }) => {
    const card = page.locator('.card-link').first()
    await page.goto('/')
    const fetched = page.waitForResponse(response => response.url().includes('/articles/'))
    await card.hover()
    await (await fetched).finished()
    await choose(page, 'Dark')
    await expect(page.locator('html')).toHaveCSS('background-color', dark)
    await card.click()
    await expect(page).toHaveURL(/\/articles\//)
    await expect(page.locator('html')).toHaveCSS('background-color', dark)
  })
})
