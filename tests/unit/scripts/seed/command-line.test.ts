import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../../scripts/seed/arguments.ts'
import { seedDatabase } from '../../../../scripts/seed/index.ts'
import { createProgress } from '../../../../scripts/seed/progress.ts'

describe('arguments', () => {
  it('have defaults', () => {
    expect(readArguments([])).toEqual({ articles: 500, seed: 1, reset: false })
    expect(readArguments(['--articles', '20', '--seed=7', '--reset'])).toEqual({ articles: 20, seed: 7, reset: true })
  })

  it.each([
    [['--articles', '0'], '--articles is "0", expected a whole number from 1 to 10000000'],
    [['--articles', '1e3'], '--articles is "1e3", expected a whole number from 1 to 10000000'],
    [['--articles', '10000001'], '--articles is "10000001", expected a whole number from 1 to 10000000'],
    [['--seed', '1.5'], '--seed is "1.5", expected a whole number from 0 to 4294967295'],
    [['--seed=-1'], '--seed is "-1", expected a whole number from 0 to 4294967295'],
    [['--article', '5'], '--article'],
    [['--seed'], '--seed'],
    [['five'], '\'five\''],
  ])('%j is refused with its name and what was expected', (words, message) => {
    expect(() => readArguments(words)).toThrow(message)
    expect(() => readArguments(words)).toThrow(/expected/)
  })

  it('out of range are refused by the function too, before it connects', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/nothing'
    await expect(seedDatabase({ url, articles: 0 })).rejects.toThrow('articles is 0, expected a whole number from 1 to 10000000')
    await expect(seedDatabase({ url, seed: 0.5 })).rejects.toThrow('seed is 0.5, expected a whole number from 0 to 4294967295')
  })
})

describe('progress', () => {
  const record = (isTTY: boolean, steps: readonly number[]): string => {
    let text = ''
    const write = (piece: string | Uint8Array): boolean => {
      text += String(piece)
      return true
    }
    const progress = createProgress({ isTTY, write })
    for (const done of steps) progress(done, 2_000)
    return text
  }

  it('is a bar on a terminal', () => {
    expect(record(true, [1_000, 2_000])).toBe(`\r[${'#'.repeat(15)}${'.'.repeat(15)}] 1,000 of 2,000 articles\r[${'#'.repeat(30)}] 2,000 of 2,000 articles\n`)
  })

  it('is a line for each tenth elsewhere', () => {
    expect(record(false, [100, 200, 250, 399, 1_000, 2_000])).toBe('200 of 2,000 articles\n1,000 of 2,000 articles\n2,000 of 2,000 articles\n')
  })
})
