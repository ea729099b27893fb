import type {RunEvent} from './events.js'

/** Number of pending events from which {@link EventBuffer.room} blocks producers. */
const LIMIT = 100

/** Passes events from the parts of a run to its consumer, in batches. */
export class EventBuffer implements AsyncIterable<readonly RunEvent[]> {
  #ended = false
  #events: RunEvent[] = []
  #onEvent: () => void = () => {}
  #onTaken: (() => void)[] = []

  /** Adds an event without waiting for the consumer. */
  add(event: RunEvent): void {
    this.#events.push(event)
    this.#onEvent()
  }

  /** Ends the iteration after the pending events, and releases all waiting producers. */
  end(): void {
    this.#ended = true
    this.#onEvent()
    this.#release()
  }

  /** Waits while too many events are pending. */
  async room(): Promise<void> {
    if (this.#events.length >= LIMIT) await this.taken()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly RunEvent[], void, undefined> {
    for (;;) {
      if (this.#events.length > 0) {
        yield this.#events.splice(0)
      } else if (this.#ended) {
        return
      } else {
        this.#release()
        await new Promise<void>((resolve) => {
          this.#onEvent = resolve
        })
      }
    }
  }

  /** Waits until the consumer has handled every event so far. */
  async taken(): Promise<void> {
    if (this.#ended) return
    await new Promise<void>((resolve) => {
      this.#onTaken.push(resolve)
      this.#onEvent()
    })
  }

  #release(): void {
    for (const resolve of this.#onTaken.splice(0)) resolve()
  }
}
