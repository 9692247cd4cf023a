import { Worker } from 'node:worker_threads'
import type { Card } from './card.ts'
import type { CardAnswer } from './worker.ts'

/** More cards are asked for than are drawn; whoever asks may try again. */
export class CardsBusyError extends Error {
  override name = 'CardsBusyError'
}

/** Draws cards, one after another, in a thread that is there while there is something to draw. */
export interface CardRenderer {
  /**
   * @returns the card as PNG
   * @throws {CardsBusyError} when too many wait already
   */
  draw: (card: Card) => Promise<Buffer>
  /** Ends the thread; what waits is given up. */
  close: () => Promise<void>
}

export interface CardRendererLimits {
  /** Cards that wait while one is drawn. */
  waiting?: number
  /** Milliseconds for one card, the start of the thread included. */
  within?: number
  /** Milliseconds without a card after which the thread ends, and its 60 MiB are free again. */
  idle?: number
}

interface Job { card: Card, resolve: (png: Buffer) => void, reject: (error: Error) => void }

/** @param program the built worker */
export function createCardRenderer(program: URL, { waiting: mostWaiting = 32, within = 10_000, idle = 15_000 }: CardRendererLimits = {}): CardRenderer {
  const waiting: Job[] = []
  let current: Job | undefined
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined

  const start = () => {
    // Room for JavaScript alone; what WebAssembly takes is not counted by it.
    const started = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: 64 } })
    // A process that wants to end does not wait for a picture.
    started.unref()
    started.on('message', (answer: CardAnswer) => {
      if (started !== worker) return
      if ('png' in answer) settle(job => job.resolve(Buffer.from(answer.png.buffer)))
      else settle(job => job.reject(new Error(answer.failure)))
    })
    const lost = (error: Error) => {
      if (started !== worker) return
      worker = undefined
      settle(job => job.reject(error))
    }
    started.on('error', lost)
    started.on('exit', code => lost(new Error(`the thread ended with ${code}`)))
    return started
  }
  const stop = async () => {
    const stopped = worker
    worker = undefined
    await stopped?.terminate()
  }
  const settle = (end: (job: Job) => void) => {
    clearTimeout(timer)
    const job = current
    current = undefined
    if (job) end(job)
    next()
  }
  const next = () => {
    if (current) return
    current = waiting.shift()
    clearTimeout(timer)
    if (!current) {
      timer = setTimeout(stop, idle).unref()
      return
    }
    worker ??= start()
    timer = setTimeout(() => {
      void stop()
      settle(job => job.reject(new Error(`not drawn within ${within} ms`)))
    }, within)
    worker.postMessage(current.card)
  }

  return {
    draw: card => new Promise((resolve, reject) => {
      if (waiting.length >= mostWaiting) return reject(new CardsBusyError(`${mostWaiting} cards wait already`))
      waiting.push({ card, resolve, reject })
      next()
    }),
    close: async () => {
      for (const job of waiting.splice(0)) job.reject(new Error('closed'))
      current?.reject(new Error('closed'))
      current = undefined
      clearTimeout(timer)
      await stop()
    },
  }
}
