/** Digits as a person would give them: three that count, and no empty ones. */
function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return String(Number(value.toFixed(digits)))
}

/** By a factor for each step, the largest unit in which the value is 1 or more; the smallest one for less. */
function scale(value: number, units: readonly string[], factor: number): string {
  let scaled = value
  let step = 0
  for (; Math.abs(scaled) >= factor && step < units.length - 1; step++) scaled /= factor
  return `${round(scaled)} ${units[step]}`
}

/**
 * A value as Grafana would show it.
 *
 * @param unit Grafana's own names, those that the dashboards use: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
export function formatValue(unit: string, value: number): string {
  switch (unit) {
    case 's': return value === 0 ? '0 s' : value >= 60 ? scale(value / 60, ['min', 'h'], 60) : value >= 1 ? `${round(value)} s` : scale(value * 1e6, ['µs', 'ms'], 1000)
    case 'bytes': return value === 0 ? '0 B' : scale(value, ['B', 'KiB', 'MiB', 'GiB'], 1024)
    case 'percentunit': return `${round(value * 100)} %`
    case 'reqps': return `${round(value)} req/s`
    default: return round(value)
  }
}
