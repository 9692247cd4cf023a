import { z } from 'zod'

const panelSchema = z.looseObject({
  type: z.enum(['stat', 'timeseries']),
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.looseObject({ defaults: z.looseObject({
    unit: z.string().default('short'),
    min: z.number().optional(),
    max: z.number().optional(),
    custom: z.looseObject({ fillOpacity: z.number().default(0), stacking: z.looseObject({ mode: z.string() }).optional() }).optional(),
  }) }),
  targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string().default('') })).min(1),
})
const dashboardSchema = z.looseObject({ title: z.string(), panels: z.array(panelSchema).min(1) })

export type Panel = z.infer<typeof panelSchema>

/** A curve: a value for each moment, null where there is none. */
export interface Series { name: string, values: (number | null)[] }

/** A panel with what there is to draw. */
export interface FilledPanel {
  type: Panel['type']
  title: string
  unit: string
  min: number | undefined
  max: number | undefined
  isStacked: boolean
  /** In a grid of 24 columns, as in Grafana. */
  grid: Panel['gridPos']
  series: Series[]
}

/** A dashboard with what there is to draw. */
export interface FilledDashboard {
  title: string
  /** Seconds since 1970, one for each value. */
  times: number[]
  panels: FilledPanel[]
}

/** Answers a query with a curve for each series. */
export type AskRange = (expression: string) => Promise<{ labels: Readonly<Record<string, string>>, values: (number | null)[] }[]>

/**
 * The panels of a dashboard, filled by its own queries.
 *
 * @param text the dashboard's JSON, as Grafana takes it
 * @param times the moments that `ask` answers for
 * @throws when it has a panel of a kind that cannot be drawn
 */
export async function fillDashboard(text: string, times: number[], ask: AskRange): Promise<FilledDashboard> {
  const { title, panels } = dashboardSchema.parse(JSON.parse(text))
  const filled: FilledPanel[] = []
  for (const { type, title: name, gridPos, fieldConfig: { defaults }, targets } of panels) {
    const series: Series[] = []
    for (const { expr, legendFormat } of targets) {
      for (const { labels, values } of await ask(expr)) series.push({ name: nameOf(legendFormat, labels), values })
    }
    filled.push({
      type, title: name, grid: gridPos, series,
      unit: defaults.unit, min: defaults.min, max: defaults.max, isStacked: defaults.custom?.stacking?.mode === 'normal',
    })
  }
  return { title, times, panels: filled }
}

/** `p95 {{route}}` with the labels of a series. */
function nameOf(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_all, label: string) => labels[label] ?? '').trim()
}
