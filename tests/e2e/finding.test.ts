import { expect, test } from '@playwright/test'
import { addressOfProlificAuthor, getPage, servedHtml } from './support/site.ts'

test('a reader finds an article by words, and sees what was found in it', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('searchbox', { name: 'Search the articles' }).fill('  rolling upd ')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page).toHaveURL('/search?q=++rolling+upd+')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search: rolling upd')
  await expect(page.getByRole('searchbox')).toHaveValue(/rolling upd/)
  await expect(page.getByRole('article').first().locator('mark').first()).toHaveText(/^(roll|upd)/i)
  await expect(page.locator('meta[name=robots]')).toHaveCount(0)
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', '/search?q=rolling+upd')
})

test('pages of a search, a tag and an author lead to their neighbours and name themselves', async ({ page, request }) => {
  const author = await addressOfProlificAuthor(request)
  await page.goto('/tags')
  const tag = await page.getByRole('main').getByRole('listitem').first().getByRole('link').getAttribute('href')
  for (const list of [tag, '/search?q=server', author]) {
    await page.goto(`${list}${list?.includes('?') ? '&' : '?'}page=1`)
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${list}`)
    await page.goto(`${list}`)
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Next' }).click()
    const second = `${list}${list?.includes('?') ? '&' : '?'}page=2`
    await expect(page, `${list}`).toHaveURL(second)
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', second)
    await expect(page.locator('link[rel=prev]')).toHaveAttribute('href', `${list}`)
    await expect(page).toHaveTitle(/ - page 2 · Kuberocks$/)
  }
})

test('a search field by itself, and what no search takes, are not for search engines', async ({ request }) => {
  for (const address of ['/search', '/search?q=', `/search?q=${'x'.repeat(201)}`]) expect(await servedHtml(request, address), address).toContain('<meta name="robots" content="noindex">')
})

test('every tag with its count leads to so many articles, each with that tag', async ({ page }) => {
  await page.goto('/tags')
  await expect(page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Tags' })).toHaveAttribute('aria-current', 'page')
  await page.goto('/nowhere')
  await expect(page.getByRole('navigation', { name: 'Site' }).locator('[aria-current]')).toHaveCount(0)
  await page.goto('/tags')
  const last = page.getByRole('main').getByRole('listitem').last().getByRole('link')
  const [, name = '', count] = /^(\S+)\s+(\d+) articles?$/.exec((await last.innerText()).replaceAll('\n', ' ')) ?? []
  await last.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByText(`${count} article`).first()).toBeVisible()
  for (const card of await page.getByRole('article').all()) await expect(card.getByRole('link', { name, exact: true })).toBeVisible()
})

test('an author\'s name leads to their articles alone', async ({ page }) => {
  await page.goto('/?page=3')
  const author = page.getByRole('article').first().locator('a[rel=author]')
  const name = await author.innerText()
  await author.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  expect(new Set(await page.locator('a[rel=author]').allInnerTexts())).toEqual(new Set([name]))
})

for (const words of ['the', '\' or 1=1 --', '& | ! (:* <->', 'zzzqqqxxx', '<script>alert(1)</script>', '%', '\\', '🪴🪴🪴']) {
  test(`a search for ${words} that finds nothing says what to try`, async ({ page }) => {
    const answer = await page.goto(`/search?${new URLSearchParams({ q: `${words} qqqzzzxxx` })}`)
    expect(answer?.status()).toBe(200)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Search: ${words} qqqzzzxxx`)
    await expect(page.getByText('Try fewer words')).toBeVisible()
    await page.getByRole('link', { name: 'Look through the tags' }).click()
    await expect(page).toHaveURL('/tags')
  })
}

for (const [what, query, status] of [
  ['no words', '', 200], ['blanks', '?q=+++', 200], ['words as common as these', '?q=the+of', 200], ['operators alone', '?q=%26+%7C+%21+%28%3A*', 200],
  ['a statement', '?q=%27%3B+drop+table+articles%3B--', 200], ['half an escape', '?q=%e', 200], ['no name', '?q', 200],
  ['10 kB', `?q=${'x'.repeat(10_240)}`, 400], ['a zero byte', '?q=%00', 400], ['words twice', '?q=a&q=b', 400],
  ['a page past the end', '?q=server&page=400', 404], ['no number of a page', '?q=server&page=1e9', 404],
] as const) {
  test(`a search for ${what} is answered ${status}`, async ({ request }) => {
    const answer = await getPage(request, `/search${query}`)
    expect(answer.status()).toBe(status)
    expect(await answer.text()).toMatch(/<h1[^>]*>\s*\S/)
  })
}

for (const address of [
  '/tags/unknown', '/tags/a%2Fb', '/tags/%22%27%3Cscript%3E', '/tags/Web', `/tags/${'x'.repeat(2000)}`, '/tags/..%2f..%2fetc', '/tags/web?page=99',
  '/authors/Nobody', '/authors/%27%20or%201=1', `/authors/${'W'.repeat(300)}`, '/authors', '/tags?page=2', '/tags?page=1e9', '/tags?page=abc',
]) {
  test(`${address.slice(0, 40)} is not found`, async ({ request }) => {
    const answer = await getPage(request, address)
    expect(answer.status()).toBe(404)
    expect(await answer.text()).toContain('There is nothing here')
  })
}
