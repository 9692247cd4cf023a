/** What runs in the browser: draws the dashboard that stands in the page as JSON. */
import uPlot from 'uplot'
import type { FilledDashboard, FilledPanel, Series } from './panels.ts'
import { formatValue } from './units.ts'

const COLOURS = ['#2f6fd6', '#e07a1f', '#3f9c4b', '#9a4fc4', '#d8374b', '#1b9fbf', '#8a6d3b', '#5c6675', '#c2327d', '#7a9a01']
/** Grafana's: a row of 30 pixels and a gap of 8. */
const ROW = 38
const LEGEND_LINES = 6
/** Steps of an axis of bytes. */
const POWERS_OF_TWO = Array.from({ length: 45 }, (_none, exponent) => 2 ** exponent)

const lastOf = ({ values }: Series) => values.findLast(value => value !== null) ?? undefined
const mostOf = ({ values }: Series) => values.reduce<number | undefined>((most, value) => value === null ? most : Math.max(most ?? value, value), undefined)
const colour = (index: number) => COLOURS[index % COLOURS.length] ?? '#000'

function element(parent: HTMLElement, name: string, className: string, text = ''): HTMLElement {
  const created = document.createElement(name)
  created.className = className
  created.textContent = text
  parent.append(created)
  return created
}

/** Each curve on the sum of those before it. */
function stack(series: readonly Series[]): (number | null)[][] {
  const sums: number[] = []
  return series.map(({ values }) => values.map((value, index) => value === null ? null : sums[index] = (sums[index] ?? 0) + value))
}

function plot(box: HTMLElement, { unit, min, max, isStacked, series }: FilledPanel, times: readonly number[], height: number, isBare: boolean): void {
  const data = isStacked ? stack(series) : series.map(({ values }) => values)
  const axis: uPlot.Axis = { show: !isBare, stroke: '#5c6675', font: '11px sans-serif', grid: { stroke: '#e6e8eb', width: 1 }, ticks: { show: false } }
  const highest = Math.max(0, ...data.flat().map(value => value ?? 0))
  new uPlot({
    width: box.clientWidth, height, pxAlign: false,
    legend: { show: false }, cursor: { show: false },
    padding: isBare ? [0, 0, 0, 0] : [8, 8, 0, 0],
    scales: { y: { range: () => [min ?? 0, max ?? (highest === 0 ? 1 : highest * 1.08)] } },
    axes: [
      { ...axis, values: (_self, splits) => splits.map(split => new Date(split * 1000).toISOString().slice(11, 19)), space: 80, size: 26 },
      { ...axis, values: (_self, splits) => splits.map(split => formatValue(unit, split)), size: 72, space: 34, ...unit === 'bytes' ? { incrs: POWERS_OF_TWO } : {} },
    ],
    series: [{}, ...series.map((_one, index) => ({
      stroke: colour(index), width: isStacked || isBare ? 1 : 1.5, points: { show: false },
      ...isStacked ? { fill: `${colour(index)}55` } : isBare ? { fill: `${colour(index)}22` } : {},
    }))],
    bands: isStacked ? series.slice(1).map((_one, index) => ({ series: [index + 2, index + 1] })) : [],
  }, [[...times], ...data], box)
}

function drawLegend(box: HTMLElement, { series, unit }: FilledPanel): void {
  const table = element(box, 'table', 'legend')
  const head = element(table, 'tr', '')
  for (const text of ['', 'last', 'max']) element(head, 'th', '', text)
  for (const [index, one] of series.slice(0, LEGEND_LINES).entries()) {
    const row = element(table, 'tr', '')
    const name = element(row, 'td', 'name')
    element(name, 'i', '').style.background = colour(index)
    name.append(one.name)
    for (const value of [lastOf(one), mostOf(one)]) element(row, 'td', 'value', value === undefined ? '' : formatValue(unit, value))
  }
  if (series.length > LEGEND_LINES) element(element(table, 'tr', ''), 'td', 'name more', `and ${series.length - LEGEND_LINES} more`)
}

function drawPanel(grid: HTMLElement, panel: FilledPanel, times: readonly number[]): void {
  const box = element(grid, 'section', panel.type)
  const { x, y, w, h } = panel.grid
  Object.assign(box.style, { gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` })
  element(box, 'h2', '', panel.title)
  const [first] = panel.series
  if (!first) {
    element(box, 'p', 'none', 'No data')
    return
  }
  const height = h * ROW - 8
  if (panel.type === 'stat') {
    const value = lastOf(first)
    element(box, 'p', 'figure', value === undefined ? 'No data' : formatValue(panel.unit, value))
    plot(element(box, 'div', 'spark'), { ...panel, series: [first] }, times, 46, true)
    return
  }
  const curves = element(box, 'div', 'curves')
  drawLegend(box, panel)
  plot(curves, panel, times, height - 44 - (1 + Math.min(panel.series.length, LEGEND_LINES + 1)) * 17, false)
}

const dashboard: FilledDashboard = JSON.parse(document.getElementById('dashboard')?.textContent ?? '')
element(document.body, 'h1', '', dashboard.title)
const grid = element(document.body, 'main', '')
for (const panel of dashboard.panels) drawPanel(grid, panel, dashboard.times)
document.body.dataset['drawn'] = 'yes'
