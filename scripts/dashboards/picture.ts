import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { browserExecutable } from '../ensure-browser.ts'
import type { FilledDashboard } from './panels.ts'

const style = `
  body { margin: 0; padding: 20px; background: #f3f4f6; color: #1f2733; font: 12px "DejaVu Sans", "Liberation Sans", sans-serif }
  h1 { margin: 0 0 14px; font-size: 20px; font-weight: 600 }
  main { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: 30px; gap: 8px }
  section { position: relative; overflow: hidden; background: #fff; border: 1px solid #dfe2e7; border-radius: 3px; min-width: 0 }
  h2 { margin: 9px 12px 5px; font-size: 13px; font-weight: 600 }
  .figure { margin: 4px 12px; font-size: 29px; font-weight: 600; color: #2f6fd6 }
  .spark { position: absolute; inset: auto 0 0; height: 46px }
  .none { margin: 60px auto; text-align: center; color: #6b7480 }
  .legend { width: calc(100% - 24px); margin: 0 12px; border-collapse: collapse; table-layout: fixed; font-size: 11px; line-height: 17px }
  .legend th { color: #6b7480; font-weight: 400; text-align: right; padding: 0; width: 82px } .legend th:first-child { width: auto }
  .legend td { padding: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis } .legend .value { text-align: right; font-variant-numeric: tabular-nums }
  .legend i { display: inline-block; width: 13px; height: 3px; margin: 0 7px 3px 0; border-radius: 2px; vertical-align: middle } .more { color: #6b7480 }
`

/**
 * Draws a dashboard in a browser that nobody sees.
 *
 * @param file where the PNG goes
 * @throws what the browser complains of
 */
export async function drawDashboard(dashboard: FilledDashboard, file: string): Promise<void> {
  const { outputFiles: [script] } = await build({ entryPoints: [resolve(import.meta.dirname, 'draw.ts')], bundle: true, write: false, format: 'iife', logLevel: 'silent' })
  const plotStyle = readFileSync(createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css'), 'utf8')
  const data = JSON.stringify(dashboard).replaceAll('<', '\\u003c')
  const browser = await chromium.launch(await browserExecutable())
  try {
    const page = await browser.newPage({ viewport: { width: 1560, height: 800 }, locale: 'en-GB' })
    const failed = new Promise<never>((_resolve, reject) => page.on('pageerror', reject))
    await Promise.race([failed, (async () => {
      await page.setContent(`<!doctype html><html lang="en"><meta charset="utf-8"><style>${plotStyle}${style}</style><body><script type="application/json" id="dashboard">${data}</script><script>${script?.text}</script></body></html>`)
      await page.locator('body[data-drawn]').waitFor()
      await page.screenshot({ path: file, fullPage: true })
    })()])
  }
  finally {
    await browser.close()
  }
}
