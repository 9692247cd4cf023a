import { expect, test } from '@playwright/test'
import { rewriteArticle, slugsOnPage } from './support/site.ts'

test.use({ javaScriptEnabled: true, viewport: { width: 320, height: 800 } })

const contents = {
  'the widest letters': { title: 'W'.repeat(255), description: 'W'.repeat(2_000), body: `## ${'W'.repeat(400)}\n\n${'W'.repeat(5_000)}\n\n## a\n\n## b`, tag: 'W'.repeat(255) },
  'Arabic': { title: 'مرحبا بالعالم', description: 'نص من اليمين إلى اليسار', body: '## عنوان\n\nنص طويل\n\n## عنوان\n\n## عنوان آخر', tag: 'برمجة' },
  'emoji': { title: '🪴'.repeat(120), description: '👩‍👩‍👧‍👦'.repeat(100), body: `## ${'🪴'.repeat(90)}\n\n${'👩🏽‍🚀'.repeat(900)}`, tag: '🪴/🪴' },
  'a body of 200 kB': { title: 'Long', description: 'Long', body: `## A part\n\n${'Many words, and `code` between them.\n\n'.repeat(50)}`.repeat(110), tag: 'why? 50% of a%2Fb#' },
  'markup': { title: '<h1>"\'&amp;', description: '</p><script>', body: '## <b>"\'\n\n`</div>`', tag: '"><script>alert(1)</script>' },
}

for (const [index, [what, content]] of Object.entries(contents).entries()) {
  test(`an article of ${what} scrolls no page sideways at 320 px, and its tag and title lead to it`, async ({ page, request }) => {
    // Long pages are traced slowly.
    test.slow()
    const slug = (await slugsOnPage(request, 20))[index] ?? ''
    await rewriteArticle(request, slug, { ...content, comment: content.description })
    for (const address of [`/articles/${slug}`, '/?page=20', `/tags/${encodeURIComponent(content.tag)}`, '/tags', `/search?${new URLSearchParams({ q: content.title.slice(0, 200) })}`]) {
      const answer = await page.goto(address)
      expect(answer?.status(), address.slice(0, 60)).toBe(200)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), address.slice(0, 60)).toBeLessThanOrEqual(0)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
    }
    await page.goto(`/tags/${encodeURIComponent(content.tag)}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(content.tag)
    await page.getByRole('article').first().getByRole('heading').getByRole('link').click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(content.title)
    await page.getByRole('list', { name: 'Tags' }).getByRole('link', { name: content.tag, exact: true }).click()
    await expect(page.getByRole('article')).toHaveCount(1)
  })
}

test('Arabic stands to the right, in cards and articles', async ({ page, request }) => {
  const slug = (await slugsOnPage(request, 21))[0] ?? ''
  await rewriteArticle(request, slug, { ...contents['Arabic'], tag: 'نص', comment: 'شكرا' })
  await page.goto(`/articles/${slug}`)
  for (const what of ['h1', '.article-body', '[aria-labelledby=comments] li p:last-child']) await expect(page.locator(what).first()).toHaveCSS('direction', 'rtl')
  // The list may be the last second's.
  await expect(async () => {
    await page.goto('/?page=21')
    for (const what of ['h2 a', 'p']) await expect(page.getByRole('article').first().locator(what).first()).toHaveCSS('direction', 'rtl', { timeout: 200 })
  }).toPass({ timeout: 10_000 })
})
