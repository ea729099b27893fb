import type {RunEvent} from './events.js'

/** How many events may wait to be taken before {@link EventBuffer.room} holds up whoever makes more. */
const LIMIT = 100

/** Hands events from the parts of a run to whoever iterates it, as many at a time as have come. */
export class EventBuffer implements AsyncIterable<readonly RunEvent[]> {
  #ended = false
  #events: RunEvent[] = []
  #onEvent: () => void = () => {}
  #onTaken: (() => void)[] = []

  /** Adds an event, without waiting until it is taken. */
  add(event: RunEvent): void {
    this.#events.push(event)
    this.#onEvent()
  }

  /** No more events are to come, and nobody waits for them to be taken. */
  end(): void {
    this.#ended = true
    this.#onEvent()
    this.#release()
  }

  /** Waits while too many events have not been taken. */
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

  /** Waits until every event so far has been taken and dealt with. */
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
