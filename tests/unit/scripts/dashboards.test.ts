import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillDashboard } from '../../../scripts/dashboards/panels.ts'
import { formatValue } from '../../../scripts/dashboards/units.ts'

const read = (name: string) => readFileSync(resolve(import.meta.dirname, `../../../k8s/monitoring/dashboards/${name}.json`), 'utf8')

describe('a value of a dashboard', () => {
  it.each([
    ['s', 0, '0 s'], ['s', 0.000_25, '250 µs'], ['s', 0.0123, '12.3 ms'], ['s', 1.5, '1.5 s'], ['s', 90, '1.5 min'], ['s', 7200, '2 h'],
    ['bytes', 0, '0 B'], ['bytes', 1024, '1 KiB'], ['bytes', 340 * 1024 ** 2, '340 MiB'],
    ['percentunit', 1 / 3, '33.3 %'], ['reqps', 87.96, '88 req/s'], ['short', 3, '3'],
  ])('of unit %s, %f, is shown as %s', (unit, value, shown) => {
    expect(formatValue(unit, value)).toBe(shown)
  })
})

describe('a dashboard', () => {
  it.each(['app', 'database-hosts'])('%s has panels of kinds that can be drawn, each with its queries asked', async (name) => {
    const asked: string[] = []
    const { panels } = await fillDashboard(read(name), [1, 2], async (expression) => {
      asked.push(expression)
      return []
    })
    expect(panels.length).toBeGreaterThan(5)
    expect(asked.length).toBeGreaterThanOrEqual(panels.length)
  })

  it('names its curves by their labels', async () => {
    const { panels } = await fillDashboard(read('app'), [1, 2], async () => [{ labels: { method: 'GET', route: '/' }, values: [1, null] }])
    expect(panels.find(({ title }) => title === 'Requests by route')?.series).toEqual([{ name: 'GET /', values: [1, null] }])
    expect(panels.find(({ title }) => title === 'Requests by status')?.isStacked).toBe(true)
  })

  it('with a panel of another kind is refused', async () => {
    await expect(fillDashboard(read('app').replace('"type": "stat"', '"type": "heatmap"'), [], async () => [])).rejects.toThrow('stat')
  })
})
