import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of live objects: what is left after garbage was collected. */
export async function liveHeap(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('garbage cannot be collected here')
  // What is freed by one turn's callbacks is garbage in the next.
  for (let round = 0; round < 3; round++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    Reflect.apply(collect, undefined, [])
  }
  return process.memoryUsage().heapUsed
}
