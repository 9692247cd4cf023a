const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text as a field of COPY's text format: https://www.postgresql.org/docs/18/sql-copy.html#id-1.9.3.55.9.2 */
export function escapeField(text: string): string {
  return text.replaceAll(/[\\\n\r\t]/g, character => escapes[character] ?? character)
}

/** A row of COPY's text format, of fields that are escaped where they need it. */
export function formatRow(...fields: readonly (string | number)[]): string {
  return `${fields.join('\t')}\n`
}

/** A time as Postgres reads it. */
export function formatMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
