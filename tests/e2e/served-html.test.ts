import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { addressOfProlificAuthor, getPage, servedHtml, slugsOnPage } from './support/site.ts'

test('the pages 1 to 50 show 500 different articles', async ({ request }) => {
  const pages: string[][] = []
  // Ten at a time, as readers come; all at once would wait for each other on a busy machine.
  for (let first = 1; first <= 50; first += 10) pages.push(...await Promise.all(Array.from({ length: 10 }, (_, index) => slugsOnPage(request, first + index))))
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

/** What may stand in a page: one small script of our own, and declarations that nothing runs. None is the framework's. */
const ownScripts = /<script src="\/reading\.js" defer><\/script>|<script type="(?:speculationrules|application\/ld\+json)"[^>]*>[^<]*<\/script>/g

test('reading pages and error pages ship no script of the framework and load no stylesheet', async ({ request }) => {
  const [slug] = await slugsOnPage(request, 1)
  for (const address of ['/', '/?page=50', `/articles/${slug}`, '/tags', '/tags/web', await addressOfProlificAuthor(request), '/search?q=server', '/search', '/articles/unknown', '/?page=51', '/tags/unknown']) {
    const html = await servedHtml(request, address)
    expect(html, address).toContain('</main>')
    expect(html, address).toContain('<script src="/reading.js" defer></script>')
    expect(html.replaceAll(ownScripts, ''), address).not.toMatch(/<script|modulepreload|rel="preload"|rel="prefetch"|rel="stylesheet"|\son[a-z]+=/i)
  }
})

test('a page and its styles are at most 20 kB, compressed, besides an article\'s own text', async ({ request }) => {
  const [slug] = await slugsOnPage(request, 1)
  for (const address of ['/', `/articles/${slug}`, '/tags', '/tags/web', await addressOfProlificAuthor(request), '/search?q=server', '/nowhere']) {
    const html = (await (await getPage(request, address)).text()).replace(/(<div class="article-body"[^>]*>).*?(<\/article>)/s, '$1$2')
    expect(html, address).toContain('<style>')
    expect(gzipSync(html).length, address).toBeLessThan(20_000)
  }
  expect(gzipSync(await (await request.get('/reading.js')).text()).length).toBeLessThan(1_500)
})

test('browsers are told to fetch an article that somebody is about to open', async ({ page }) => {
  await page.goto('/')
  const rules: unknown = JSON.parse(await page.locator('script[type=speculationrules]').textContent() ?? '')
  expect(rules).toEqual({ prefetch: [{ where: { selector_matches: expect.any(String) }, eagerness: 'moderate' }] })
  const told = page.locator(String(Object(rules).prefetch[0].where.selector_matches))
  expect(await told.evaluateAll(links => links.map(link => link.getAttribute('href')))).toEqual(await page.getByRole('article').getByRole('heading').getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('href'))))
  await expect(told).toHaveCount(10)
})

for (const address of [
  '/styleguide', '/articles/unknown', '/articles/%00', '/articles/%ff', '/articles/%E0%A4%A', '/articles/a%2Fb', '/articles/..%2f..%2fetc', `/articles/${'x'.repeat(2000)}`,
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

test('who asks for an icon by its old name gets one', async ({ request }) => {
  const answer = await request.get('/favicon.ico')
  // https://en.wikipedia.org/wiki/ICO_(file_format): reserved 0, type 1, three pictures.
  expect([...(await answer.body()).subarray(0, 6)]).toEqual([0, 0, 1, 0, 3, 0])
})
