/** Why nothing was seeded, in one line. */
export class SeedError extends Error {
  override name = 'SeedError'
}
