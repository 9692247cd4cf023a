import type { HostPool } from './host-pool.ts'

/**
 * One postgres.js client over many: each execution, prepared ones too, goes to the pool that is
 * picked for it. Drizzle calls `unsafe` for a query and `begin` for a transaction; the rest
 * (options, types) is the same on every pool.
 *
 * @param template the pool whose options stand for all
 * @param pick chooses the pool of the next execution
 */
export function createBalancedClient(template: HostPool, pick: () => HostPool): HostPool {
  const perExecution = {
    unsafe: (...args: unknown[]) => Reflect.apply(pick().unsafe, undefined, args),
    begin: (...args: unknown[]) => Reflect.apply(pick().begin, undefined, args),
  }
  return new Proxy(template, {
    apply: (_template, _receiver, args) => Reflect.apply(pick(), undefined, args),
    get: (target, property) => {
      if (property === 'unsafe' || property === 'begin') return perExecution[property]
      return Reflect.get(target, property)
    },
  })
}
