import type { BalancingOptions } from '../configuration.ts'

/**
 * The order in which executions go to hosts.
 *
 * @param items at least one
 * @param policy `round_robin` takes strict turns; `random` is libpq's; `disable` always takes the first
 * @returns a function that chooses the item for the next execution
 */
export function createPick<Item>(items: readonly [Item, ...Item[]], policy: BalancingOptions['load_balance_hosts']): () => Item {
  const [first] = items
  let turn = 0
  switch (policy) {
    case 'disable':
      return () => first
    case 'random':
      return () => items[Math.floor(Math.random() * items.length)] ?? first
    case 'round_robin':
      return () => {
        const item = items[turn] ?? first
        turn = (turn + 1) % items.length
        return item
      }
  }
}
