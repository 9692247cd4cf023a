/** `node .output/server/migrate.mjs`: the migrations without anything but the build. */
import process from 'node:process'
import { describeFailure } from '../../server/database/errors'
import { migrate } from '../../server/database/migrate'

const { NUXT_DATABASE_URL: url = '', NUXT_DATABASE_PASSWORD: password } = process.env

migrate(url, password).then(
  () => console.log('The schema is up to date.'),
  (error: unknown) => {
    console.error(`Not migrated: ${describeFailure(error)}`)
    process.exitCode = 1
  },
)
