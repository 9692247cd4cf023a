// @ts-check
/**
 * The way of a read is page -> composable -> API handler -> repository -> reader -> balancer, and
 * nothing goes back up. Each folder names the imports that it must not have, by whatever alias:
 * static imports, re-exports and `import()` alike.
 */

/** @typedef {{ pattern: string, because: string }} Refusal */

const server = '(^|/)server(/|$)'
const app = '(^|/)(pages|components|composables|assets)(/|$)'
const tooling = '(^|/)(scripts|tests|modules)(/|$)'
const drivers = '^(drizzle-orm|postgres)(/|$)'

/** @type {Refusal[]} */
const ofTheApp = [
  { pattern: `${server}|^#(server|imports/server)|${drivers}`, because: 'The app reaches data through the API alone.' },
  { pattern: tooling, because: 'The app does not depend on scripts, tests or build modules.' },
]
/** @type {Refusal[]} */
const ofTheServer = [
  { pattern: `${app}|${tooling}`, because: 'The server knows nothing of pages, scripts or tests.' },
]

/** @type {Refusal[]} */
const ofTheDatabase = [
  ...ofTheServer,
  { pattern: '(^|/)(api|routes|middleware|plugins|utils|repositories|markdown)/|^(h3|nitropack|#)', because: 'The database layer knows nothing of HTTP or of what is read through it.' },
]
/** What each folder of the balancer must not know: those after it; and reads and writes not each other. */
const balancer = {
  driver: 'heartbeats|hosts|reads|writes',
  heartbeats: 'hosts|reads|writes',
  hosts: 'reads|writes',
  reads: 'writes',
  writes: 'reads',
}

export const dependencyDirections = [
  direction('shared', ['shared/**/*.ts'], [
    { pattern: `${server}|${app}|${tooling}|${drivers}`, because: 'shared/ is what app and server both know; it imports neither.' },
  ]),
  direction('app', ['pages/**', 'composables/**', 'plugins/**', 'styleguide/**', 'app.vue', 'error.vue'], ofTheApp),
  direction('components', ['components/**'], [
    ...ofTheApp,
    { pattern: '(^|/)(pages|composables)(/|$)', because: 'Components take props and give events; they never fetch.' },
  ]),
  direction('handlers', ['server/**/*.ts'], [
    ...ofTheServer,
    { pattern: drivers, because: 'SQL lives in server/repositories, connections in server/database.' },
    { pattern: '(^|/)database/(schema|balancer|reader|writer)(/|\\.|$)', because: 'Handlers call repositories, over an instance from server/database/instances.' },
  ], ['server/{database,repositories}/**']),
  direction('repositories', ['server/repositories/**/*.ts'], [
    ...ofTheServer,
    { pattern: '(^|/)(api|routes|middleware|plugins|utils)/|^(h3|nitropack|#)', because: 'Repositories know nothing of HTTP.' },
    { pattern: '(^|/)database/(instances|balancer)(/|\\.|$)', because: 'A repository is given its Drizzle instance.' },
  ]),
  direction('database', ['server/database/**/*.ts'], ofTheDatabase),
  ...Object.entries(balancer).map(([folder, later]) => direction(`balancer/${folder}`, [`server/database/balancer/${folder}/**/*.ts`], [
    ...ofTheDatabase,
    { pattern: `(^|/)(${later})/`, because: 'Inside the balancer: driver, heartbeats, hosts, then reads and writes; each knows those before it.' },
    { pattern: '^\\.\\./\\.\\./(?!\\.\\./|(configuration|connection-url|errors|position)\\.)', because: 'The balancer knows settings, errors and positions; the rest of the database layer is made of it.' },
  ])),
]

/**
 * @param {string} name
 * @param {string[]} files
 * @param {Refusal[]} refused
 * @param {string[]} ignores files of other directions
 */
function direction(name, files, refused, ignores = []) {
  return /** @type {const} */ ({
    name: `kuberocks/directions/${name}`,
    files,
    ignores,
    rules: {
      'no-restricted-imports': ['error', { patterns: refused.map(({ pattern, because }) => ({ regex: pattern, message: because })) }],
      'no-restricted-syntax': ['error', ...refused.map(({ pattern, because }) => ({
        selector: `ImportExpression > Literal[value=/${pattern.replaceAll('/', '\\/')}/]`,
        message: because,
      }))],
    },
  })
}
