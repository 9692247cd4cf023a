import type { Options, Scenario, Threshold } from 'k6/options'

/** Visits a second of an ordinary hour; the other profiles are multiples of it. */
const AVERAGE = 10
/** Readers at a time for each visit a second: a visit takes about 5 s, and longer when the site is slow. */
const READERS = 12

/** What a profile asks of k6: when visits begin, whatever the site does, and when the run has failed. */
export interface Profile {
  scenario: Scenario
  thresholds: NonNullable<Options['thresholds']>
}

/** Each page and call is judged by itself: a slow search must not hide behind many quick articles. */
const ENDPOINTS = ['home', 'list page', 'article page', 'search', 'list']

const arrivals = (mostPerSecond: number) => ({
  timeUnit: '1s',
  // A visit is dropped while k6 makes another reader, however quick the site is: only the largest profiles begin with fewer than they may need.
  preAllocatedVUs: Math.max(Math.min(mostPerSecond * READERS, 240), Math.ceil(mostPerSecond * READERS / 2)),
  maxVUs: mostPerSecond * READERS,
})

const constant = (rate: number, duration: string): Scenario => ({
  executor: 'constant-arrival-rate', rate, duration, ...arrivals(rate),
})

const ramping = (startRate: number, ...stages: { target: number, duration: string }[]): Scenario => ({
  executor: 'ramping-arrival-rate', startRate, stages, ...arrivals(Math.max(...stages.map(({ target }) => target))),
})

function thresholds(p95: number, limit: (threshold: string) => Threshold = threshold => threshold): Profile['thresholds'] {
  return {
    http_req_failed: [limit('rate<0.01')],
    checks: [limit('rate>0.99')],
    // A visit that could not begin: readers had piled up.
    dropped_iterations: [limit('count==0')],
    ...Object.fromEntries(ENDPOINTS.map(name => [`http_req_duration{name:${name}}`, [limit(`p(95)<${p95}`)]])),
  }
}

const abortOnFail = (threshold: string): Threshold => ({ threshold, abortOnFail: true, delayAbortEval: '30s' })

const profiles = {
  /** Does it work at all? */
  smoke: { scenario: constant(2, '10s'), thresholds: thresholds(1000) },
  /** An ordinary hour, cut to five minutes. */
  average: { scenario: constant(AVERAGE, '5m'), thresholds: thresholds(500) },
  /** Twice that. */
  stress: {
    scenario: ramping(AVERAGE, { target: 2 * AVERAGE, duration: '1m' }, { target: 2 * AVERAGE, duration: '5m' }, { target: AVERAGE, duration: '1m' }),
    thresholds: thresholds(1000),
  },
  /** Ten times that within seconds, and back: does it recover? */
  spike: {
    scenario: ramping(
      AVERAGE, { target: AVERAGE, duration: '30s' }, { target: 10 * AVERAGE, duration: '5s' }, { target: 10 * AVERAGE, duration: '30s' },
      { target: AVERAGE, duration: '5s' }, { target: AVERAGE, duration: '1m' },
    ),
    thresholds: thresholds(2000),
  },
  /** The same for hours: what leaks, what fills up? */
  soak: { scenario: constant(AVERAGE, '2h'), thresholds: thresholds(500) },
  /** More and more until it fails; where it failed is the result. */
  breakpoint: { scenario: ramping(AVERAGE, { target: 20 * AVERAGE, duration: '10m' }), thresholds: thresholds(1000, abortOnFail) },
} satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles

export const profileNames = Object.keys(profiles)

const isProfileName = (name: string): name is ProfileName => profileNames.includes(name)

/**
 * The profile of this name.
 *
 * @param environment variables of the run: `K6_VUS` and `K6_DURATION` would discard what a profile says
 * @throws one line when there is no such profile, or when the variables clash with it
 */
export function findProfile(name: string, environment: Readonly<Record<string, string | undefined>>): Profile {
  if (!isProfileName(name)) throw new Error(`There is no profile "${name}", expected one of ${profileNames.join(', ')}`)
  const clashing = ['K6_VUS', 'K6_DURATION', 'K6_ITERATIONS', 'K6_STAGES'].find(variable => environment[variable])
  if (clashing) throw new Error(`${clashing} clashes with profile ${name}, which says itself how many readers come and for how long: unset it`)
  return profiles[name]
}
