/** A query that starts when it is awaited, as postgres.js's own do. */
export class PendingQuery implements PromiseLike<unknown> {
  readonly #start: (rowsAsArrays: boolean) => Promise<unknown>
  #rowsAsArrays = false
  #running: Promise<unknown> | undefined

  /** @param start runs it; rows come as arrays instead of objects where the caller has asked for them so */
  constructor(start: (rowsAsArrays: boolean) => Promise<unknown>) {
    this.#start = start
  }

  values(): this {
    this.#rowsAsArrays = true
    return this
  }

  then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((rows: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#run().then(onFulfilled, onRejected)
  }

  catch<Rejected = never>(onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null): Promise<unknown> {
    return this.#run().catch(onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return this.#run().finally(onFinally)
  }

  #run(): Promise<unknown> {
    return this.#running ??= this.#start(this.#rowsAsArrays)
  }
}
