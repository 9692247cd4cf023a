import { expect, test } from '@playwright/test'
import { getPage, servedHtml, slugsOnPage } from './support/site.ts'

test('the pages 1 to 50 show 500 different articles', async ({ request }) => {
  const pages = await Promise.all(Array.from({ length: 50 }, (_, index) => slugsOnPage(request, index + 1)))
  expect(pages.map(slugs => slugs.length)).toEqual(Array.from({ length: 50 }, () => 10))
  expect(new Set(pages.flat()).size).toBe(500)
})

test('every card shows title, description, author, date and tags', async ({ page }) => {
  await page.goto('/?page=20')
  const cards = page.getByRole('article')
  await expect(cards).toHaveCount(10)
  for (const card of await cards.all()) {
    await expect(card.getByRole('heading', { level: 2 }).getByRole('link')).toHaveText(/\S/)
    await expect(card.getByRole('paragraph').first()).toHaveText(/\S/)
    await expect(card.getByRole('paragraph').last()).toHaveText(/\S+ \S+ · [A-Z][a-z]{2} \d{1,2}, \d{4}/)
    await expect(card.locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    await expect(card.getByRole('list', { name: 'Tags' }).getByRole('listitem').first()).toHaveText(/\S/)
  }
})

test('an article shows all of itself', async ({ page, request }) => {
  const slugs = (await Promise.all([1, 2, 3].map(number => slugsOnPage(request, number)))).flat()
  const answers: unknown[] = await Promise.all(slugs.map(async slug => (await request.get(`/api/articles/${slug}`)).json()))
  const commented = answers.findIndex(answer => Array.isArray(Object(answer).comments) && Object(answer).comments.length > 1)
  await page.goto(`/articles/${slugs[commented]}`)

  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page.locator('article header time')).toHaveText(/^[A-Z][a-z]{2} \d{1,2}, \d{4}$/)
  await expect(page.locator('.article-body')).toHaveText(/\S/)
  const times = page.getByRole('region', { name: 'Comments' }).locator('time')
  const moments = await times.evaluateAll(elements => elements.map(element => element.getAttribute('datetime') ?? ''))
  expect(moments.length).toBeGreaterThan(1)
  expect(moments).toEqual(moments.toSorted().toReversed())
})

test('reading pages and error pages ship no script and load no stylesheet', async ({ request }) => {
  const [slug] = await slugsOnPage(request, 1)
  for (const address of ['/', '/?page=50', `/articles/${slug}`, '/tags', '/tags/web', '/search?q=server', '/search', '/articles/unknown', '/?page=51', '/tags/unknown']) {
    const html = await servedHtml(request, address)
    expect(html, address).toContain('</main>')
    expect(html, address).not.toMatch(/<script(?! type="application\/ld\+json">)|modulepreload|rel="preload"|rel="prefetch"|rel="stylesheet"|\son[a-z]+=/i)
  }
})

for (const address of [
  '/articles/unknown', '/articles/%00', '/articles/%ff', '/articles/%E0%A4%A', '/articles/a%2Fb', '/articles/..%2f..%2fetc', `/articles/${'x'.repeat(2000)}`,
  '/nowhere', '/?page=51', '/?page=1000000000', '/?page=0', '/?page=-1', '/?page=abc', '/?page=', '/?page=1.5', '/?page=1e9',
  '/?page=99999999999999999999', '/?page=1&page=2', '/?page=%00',
]) {
  test(`${address.slice(0, 40)} is an error page with a 4xx status`, async ({ request }) => {
    const status = (await getPage(request, address)).status()
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    const html = await servedHtml(request, address)
    expect(html).toMatch(/<h1[^>]*>\s*\S/)
    expect(html).toContain('<meta name="robots" content="noindex">')
    expect(html).toMatch(/<a href="\/"[^>]*>\s*Go to the articles/)
    expect(html).not.toMatch(/node_modules|\.mjs|at \w+ \(/)
  })
}

test('an unknown article and a page past the end are 404', async ({ request }) => {
  expect((await getPage(request, '/articles/unknown')).status()).toBe(404)
  expect((await getPage(request, '/?page=51')).status()).toBe(404)
})
