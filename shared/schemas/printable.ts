/** Text on one line: without control characters, and so long, in characters. */
export function printable(least: number, most: number | '' = ''): RegExp {
  return new RegExp(`^[^\\u0000-\\u001F\\u007F-\\u009F]{${least},${most}}$`, 'u')
}
