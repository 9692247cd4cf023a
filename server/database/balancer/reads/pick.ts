import type { BalancingOptions } from '../../configuration.ts'

/**
 * The order in which executions go to hosts.
 *
 * @param policy `round_robin` takes strict turns among those that fit; `random` is libpq's; `disable` always takes the first
 * @returns a function that chooses the item for the next execution, undefined when none fits
 */
export function createPick<Item>(policy: BalancingOptions['load_balance_hosts']): (items: readonly Item[], fits: (item: Item) => boolean) => Item | undefined {
  let turn = 0
  switch (policy) {
    case 'disable':
      return (items, fits) => items.find(fits)
    case 'random':
      return (items, fits) => {
        const fitting = items.filter(fits)
        return fitting[Math.floor(Math.random() * fitting.length)]
      }
    case 'round_robin':
      return (items, fits) => {
        const { length } = items
        for (let step = 0; step < length; step++) {
          const item = items[turn % length]
          turn = (turn + 1) % length
          if (item !== undefined && fits(item)) return item
        }
        return undefined
      }
  }
}
