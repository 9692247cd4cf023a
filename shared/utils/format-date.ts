import { LANGUAGE } from '../messages/index.ts'

// The site's language and UTC, whatever the machine's settings: servers must agree on the page they send.
const dayFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone: 'UTC' })

/** An ISO 8601 time as the day a reader reads, such as "Mar 9, 2026"; the input itself when it is no time. */
export function formatDay(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : dayFormat.format(time)
}
