import { expect, test } from '@playwright/test'
import { hostileMarkdown } from './support/sample-article.ts'
import { rewriteArticle, slugsOnPage } from './support/site.ts'

test.use({ javaScriptEnabled: true })

test('an article that tries to run a script stays text, on its page, in the list and among what is found', async ({ page, request }) => {
  const [slug = ''] = await slugsOnPage(request, 42)
  const payload = '"\'></title></textarea><script>alert(20)</script><img src=x onerror=alert(21)>'
  await rewriteArticle(request, slug, { title: `T ${payload}`, description: `D ${payload}`, body: hostileMarkdown, comment: `C ${payload}` })

  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  for (const address of [`/articles/${slug}`, '/?page=42', '/search?q=zyzzyva']) {
    // A list that was read a moment ago may be the last second's, as for everybody who has not written.
    await expect(async () => {
      await page.goto(address, { waitUntil: 'load' })
      await expect(page.getByText(payload).first()).toBeVisible({ timeout: 200 })
    }).toPass()
    for (const link of await page.locator('.article-body a').all()) await link.hover()
    const dangers = await page.evaluate(() => [...document.querySelectorAll('*')].filter(element =>
      element.matches('script:not([src="/reading.js"], [type="speculationrules"], [type="application/ld+json"]), iframe, object, embed, main form, main input, .article-body style, .article-body svg')
      || element.getAttributeNames().some(name => name.startsWith('on') || name === 'srcdoc')
      || /^\s*(?:javascript|data|vbscript):/i.test(element.getAttribute('href') ?? element.getAttribute('src') ?? ''),
    ).map(element => element.outerHTML))
    expect(dangers).toEqual([])
  }
  expect(dialogs).toEqual([])
})
