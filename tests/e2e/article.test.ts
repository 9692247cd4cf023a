import type { Locator } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { readableArticle } from './support/sample-article.ts'
import { rewriteArticle, slugsOnPage } from './support/site.ts'

test.describe.configure({ mode: 'default' })

/** Of the article that is looked at, between two others. */
let address = ''
let previous = ''
let next = ''
test.beforeAll(async ({ playwright }) => {
  const request = await playwright.request.newContext({ baseURL: process.env['E2E_BASE_URL'] })
  const [newer = '', slug = '', older = ''] = await slugsOnPage(request, 44)
  await rewriteArticle(request, slug, { title: 'An article to read', description: 'For a while', body: readableArticle, comment: 'Well said', tag: 'reading' })
  await request.dispose()
  address = `/articles/${slug}`
  previous = `/articles/${older}`
  next = `/articles/${newer}`
})

/** How many characters stand on each line of a paragraph, but for its last. */
function charactersOfLines(paragraph: Locator): Promise<number[]> {
  return paragraph.evaluate((element) => {
    const lines: number[] = []
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
    let top: number | undefined
    for (let index = 0; text instanceof Text && index < text.length; index++) {
      const range = new Range()
      range.setStart(text, index)
      range.setEnd(text, index + 1)
      const place = range.getClientRects()[0]?.top
      if (place !== undefined && place !== top) {
        lines.push(0)
        top = place
      }
      lines.push((lines.pop() ?? 0) + 1)
    }
    return lines.slice(0, -1)
  })
}

test('a line of an article holds 60 to 75 characters', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(address)
  const lines = await charactersOfLines(page.locator('.article-body > p').first())
  expect(lines.length).toBeGreaterThan(5)
  const mean = lines.reduce((sum, line) => sum + line, 0) / lines.length
  expect(mean).toBeGreaterThanOrEqual(60)
  expect(mean).toBeLessThanOrEqual(75)
})

test('an article says who wrote it, when, for how long one reads it, and of what', async ({ page, request }) => {
  const article: unknown = await (await request.get(`/api${address}`)).json()
  const { author, createdAt, comments } = Object(article)
  await page.goto(address)
  const head = page.getByRole('article').locator('header')
  await expect(head).toContainText('3 min read')
  await expect(head.locator('time')).toHaveAttribute('datetime', createdAt)
  await expect(head.locator('time')).toHaveText(/^[A-Z][a-z]{2} \d{1,2}, \d{4}$/)
  await expect(head.getByRole('link', { name: author.name, exact: true })).toHaveAttribute('href', `/authors/${encodeURIComponent(author.name)}`)
  await expect(head.getByRole('list', { name: 'Tags' }).getByRole('link', { name: 'reading', exact: true })).toHaveAttribute('href', '/tags/reading')
  await expect(head.getByRole('link', { name: `${comments.length} comment` })).toHaveAttribute('href', '#comments')
})

test('each comment says who made it, when and what', async ({ page, request }) => {
  const article: unknown = await (await request.get(`/api${address}`)).json()
  const comments: { author: { name: string }, createdAt: string, body: string }[] = Object(article).comments
  expect(comments[0]?.body).toBe('Well said')
  await page.goto(address)
  const items = page.getByRole('region', { name: 'Comments' }).getByRole('listitem')
  await expect(items).toHaveCount(comments.length)
  for (const [index, { author, createdAt, body }] of comments.entries()) {
    await expect(items.nth(index)).toContainText(author.name)
    await expect(items.nth(index)).toContainText(body)
    await expect(items.nth(index).locator('time')).toHaveAttribute('datetime', createdAt)
  }
})

test('an article leads to the one before it and the one after it', async ({ page }) => {
  await page.goto(address)
  const neighbours = page.getByRole('navigation', { name: 'More articles' })
  await expect(neighbours.getByRole('link', { name: 'Previous article' })).toHaveAttribute('href', previous)
  await neighbours.getByRole('link', { name: 'Next article' }).click()
  await expect(page).toHaveURL(next)
  await neighbours.getByRole('link', { name: 'Previous article' }).click()
  await expect(page).toHaveURL(address)
})

test('the contents of a long article lead to its headings, and a short one has none', async ({ page, request }) => {
  await page.goto(address)
  const contents = page.getByRole('navigation', { name: 'Contents' })
  // Neither what lies deeper than two levels nor a heading without a word.
  await expect(contents.getByRole('link')).toHaveText(['The first part', 'A part of it', 'The first part', '<b> & "quotes"', '🪴', 'مرحبا بالعالم'])
  for (const link of await contents.getByRole('link').all()) {
    await link.click()
    await expect(page.locator(':target')).toHaveText(await link.innerText())
    await expect(page.locator(':target')).toBeInViewport()
  }
  await expect(page.locator(':target')).toHaveAttribute('id', 'section-مرحبا-بالعالم')

  const [, , , short = ''] = await slugsOnPage(request, 44)
  await rewriteArticle(request, short, { title: 'A short one', description: 'D', body: '## One\n\nText\n\n## Two\n\nText', comment: 'C' })
  await page.goto(`/articles/${short}`)
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible()
  await expect(contents).toHaveCount(0)
})

test('every heading of an article has an id of its own and a link to itself', async ({ page }) => {
  await page.goto(address)
  const headings = page.locator('.article-body :is(h2, h3, h4)')
  await expect(headings).toHaveCount(7)
  const ids = await headings.evaluateAll(elements => elements.map(({ id }) => id))
  expect(new Set(ids).size).toBe(7)
  for (const [index, id] of ids.entries()) {
    const link = page.locator('.section-link').nth(index)
    await expect(link).toHaveAccessibleName(`Link to the section “${await headings.nth(index).innerText()}”`)
    expect(decodeURIComponent(await link.getAttribute('href') ?? '')).toBe(`#${id}`)
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`code in ${colorScheme}`, () => {
    test.use({ colorScheme })

    test('has colours of this scheme by classes alone, and its language above it', async ({ page, request }) => {
      await page.goto(address)
      const code = page.locator('pre.code')
      const keyword = { light: 'rgb(122, 31, 196)', dark: 'rgb(207, 165, 255)' }[colorScheme]
      await expect(code.locator('.token-keyword').first()).toHaveCSS('color', keyword)
      await expect(code.locator('.token-comment')).toHaveText('// a comment')
      expect(await code.evaluate(element => getComputedStyle(element, '::before').content)).toBe('"typescript"')
      expect(await (await request.get(address)).text()).not.toMatch(/<[^>]* style=/)
    })
  })
}

test.describe('where scripts run', () => {
  test.use({ javaScriptEnabled: true, permissions: ['clipboard-read', 'clipboard-write'] })

  test('each piece of code can be copied, again and again', async ({ page }) => {
    await page.clock.install()
    await page.goto(address)
    await page.getByRole('button', { name: 'Copy' }).click()
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('const label = "text" // a comment\nexport class Pool { pick(): Host { return this.hosts[42] } }')
    await page.clock.runFor(3000)
    await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible()
  })
})

test('the link to a section takes no line of its own, however long the heading is', async ({ page }) => {
  await page.goto(address)
  const heights = await page.locator('.section-head').first().evaluate((head) => {
    const [heading, link] = [head.querySelector('h2'), head.querySelector<HTMLElement>('.section-link')]
    if (!heading || !link) throw new Error('there is no heading with a link')
    return Array.from({ length: 60 }, (_, length) => {
      heading.textContent = 'ab '.repeat(length + 1)
      link.style.display = ''
      const shown = head.clientHeight
      link.style.display = 'none'
      return { length, more: shown - head.clientHeight }
    })
  })
  expect(heights.filter(({ more }) => more > 2)).toEqual([])
})

test('without scripts there is no button that does nothing', async ({ page }) => {
  await page.goto(address)
  await expect(page.locator('pre.code')).toBeVisible()
  await expect(page.locator('.code-copy')).toHaveCount(0)
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0)
})

test.describe('on paper', () => {
  test.use({ javaScriptEnabled: true })

  test('an article is its text, with the addresses of links and without what leads through the site', async ({ page }) => {
    await page.goto(address)
    await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible()
    await page.emulateMedia({ media: 'print' })
    await expect(page.locator('h1')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Comments' })).toBeVisible()
    for (const hidden of ['body header.not-printed', 'footer', 'nav', 'form', '.code-copy', '.section-link', 'a[href="/"]']) {
      for (const element of await page.locator(hidden).all()) await expect(element, hidden).toBeHidden()
    }
    const addressAfter = (name: string) => page.getByRole('link', { name }).evaluate(link => getComputedStyle(link, '::after').content)
    expect(await addressAfter('page elsewhere')).toContain('https://example.org/a?b=c')
    expect(await addressAfter('of this site')).toBe('none')
    await expect(page.locator('pre.code')).toHaveCSS('white-space', 'pre-wrap')
  })

  for (const [scheme, colorScheme] of [['System', 'dark'], ['Dark', 'light']] as const) {
    test(`text is dark on white, whatever is on the screen, as ${scheme} in a ${colorScheme} system`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.goto(address)
      await page.getByRole('button', { name: scheme }).click()
      await page.emulateMedia({ media: 'print' })
      await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)')
      await expect(page.locator('.article-body')).toHaveCSS('color', 'rgb(0, 0, 0)')
      await expect(page.locator('.token-keyword').first()).toHaveCSS('color', 'rgb(122, 31, 196)')
    })
  }
})
