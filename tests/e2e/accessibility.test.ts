import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { addresses, routes } from './support/routes.ts'
import { everyElement } from './support/sample-article.ts'
import { rewriteArticle, slugsOnPage } from './support/site.ts'

test.use({ javaScriptEnabled: true })
test.describe.configure({ mode: 'default' })

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

test.beforeAll(async ({ playwright }) => {
  const request = await playwright.request.newContext({ baseURL: process.env['E2E_BASE_URL'] })
  const [slug = ''] = await slugsOnPage(request, 33)
  await rewriteArticle(request, slug, { title: 'An article with everything', description: 'All there is', body: everyElement, comment: 'A comment' })
  await request.dispose()
})

test('every page is among those that are looked at', () => {
  const pages = globSync('**/*.vue', { cwd: resolve(import.meta.dirname, '../../pages') })
  expect(pages.length).toBeGreaterThan(5)
  expect(Object.keys(routes)).toEqual(expect.arrayContaining(pages))
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`axe finds no fault in any page, ${colorScheme} at ${width} px`, async ({ browser, request, baseURL }) => {
      test.setTimeout(180_000)
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, baseURL: baseURL ?? '' })
      const page = await context.newPage()
      for (const address of await addresses(request)) {
        await page.goto(address)
        const { violations, passes } = await new AxeBuilder({ page }).withTags(levels).analyze()
        expect(passes.length, address).toBeGreaterThan(10)
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`), address).toEqual([])
      }
      await context.close()
    })
  }
}

test('what can be clicked is at least 24 px high and wide, or stands within text', async ({ page, request }) => {
  await page.setViewportSize({ width: 320, height: 800 })
  for (const address of await addresses(request)) {
    await page.goto(address)
    const small = await page.locator('a:visible, button:visible, input:visible, summary:visible').evaluateAll(elements => elements.flatMap((element) => {
      const { width, height } = element.getBoundingClientRect()
      const isInText = getComputedStyle(element).display === 'inline'
      // The skip link is out of sight until it is reached.
      return isInText || element.matches('.sr-only') || (width >= 24 && height >= 24) ? [] : [`${Math.round(width)} x ${Math.round(height)}: ${element.outerHTML.slice(0, 120)}`]
    }))
    expect(small, address).toEqual([])
  }
})

test('text of twice the size scrolls no page sideways', async ({ page, request }) => {
  await page.setViewportSize({ width: 640, height: 800 })
  for (const address of await addresses(request)) {
    await page.goto(address)
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), address).toBeLessThanOrEqual(0)
  }
})

/** Runs in the page: whether what has the focus, or the card that it covers, is outlined by the site's own line. */
function isFocusSeen(): boolean {
  const element = document.activeElement
  return [element, element?.closest('.card')].some((outlined) => {
    const { outlineStyle, outlineWidth } = outlined ? getComputedStyle(outlined) : { outlineStyle: 'none', outlineWidth: '0' }
    return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2
  })
}

test('nothing moves for who wants less motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await expect(page.getByRole('article').first()).toHaveCSS('transition-duration', '0s')
  await expect(page.locator('html')).toHaveCSS('scroll-behavior', 'auto')
})

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`a page turns into the next one ${reducedMotion === 'reduce' ? 'at once for who wants less motion' : 'by a transition'}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion })
    await page.addInitScript('addEventListener("pagereveal", event => { window.transition = Boolean(event.viewTransition) })')
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' }).click()
    await expect(page).toHaveURL('/?page=2')
    await expect.poll(() => page.evaluate('window.transition')).toBe(reducedMotion === 'no-preference')
  })
}

test('the keyboard alone leads from the list by a search to an article and its comments', async ({ page, request }) => {
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('name'))
  const tabTo = async (what: RegExp) => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(isFocusSeen), await focused() ?? '').toBe(true)
      if (what.test(String(await focused()))) return
    }
    throw new Error(`Tab never came to ${what}`)
  }
  await page.goto('/')
  await tabTo(/^q$/)
  await page.keyboard.type('"An article with everything"')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/search\?q=/)
  await tabTo(/^An article with everything$/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('An article with everything')
  await tabTo(/^\d+ comments?$/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#comments$/)
  await expect(page.getByRole('heading', { name: 'Comments' })).toBeInViewport()
  expect(await slugsOnPage(request, 33)).toContain(new URL(page.url()).pathname.split('/').at(-1))
})
