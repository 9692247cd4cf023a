import { expect, test } from '@playwright/test'
import { nextFreePort } from '../../scripts/local-cluster/ports.ts'
import { seedDatabase } from '../../scripts/seed/index.ts'
import type { SiteProcess } from '../../scripts/site-process.ts'
import { startSite } from '../../scripts/site-process.ts'
import { migrate } from '../../server/database/migrate.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'

let temporary: TemporaryCluster
let site: SiteProcess
test.beforeAll(async () => {
  test.setTimeout(90_000)
  temporary = await startTemporaryCluster({ port: 17_300, standbys: 0 })
  const { primaryUrl } = temporary.cluster
  await migrate(primaryUrl)
  await seedDatabase({ url: primaryUrl, articles: 40, seed: 1 })
  site = await startSite({ cluster: { primaryUrl }, port: await nextFreePort(23_300, new Set()), environment: { HOST: '127.0.0.1' } })
})
test.afterAll(async () => {
  await site.stop()
  await temporary.remove()
})

test('while the database is away, a reader goes on reading what was read a moment ago, and is told of the rest', async ({ page }) => {
  await page.goto(site.url)
  const article = page.getByRole('article').first().getByRole('heading').getByRole('link')
  const title = await article.innerText()
  await article.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)

  await temporary.cluster.nodes[0]?.kill()
  await expect.poll(async () => (await page.request.get(`${site.url}/readyz`)).status()).toBe(503)

  const response = await page.reload()
  expect(response?.status()).toBe(200)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await page.getByRole('link', { name: 'Back' }).click()
  await expect(page.getByRole('article')).toHaveCount(10)

  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('We will be right back')
  const id = await page.locator('main code').innerText()
  expect(id).toMatch(/^[\w.:-]{8,}$/)
  await page.getByRole('link', { name: 'Go to the articles' }).click()
  await expect(page.getByRole('article')).toHaveCount(10)
})
