/** Comments have four times as many ids, and these still fit into an integer column. */
export const MAX_ARTICLES = 10_000_000

export const MAX_SEED = 2 ** 32 - 1
