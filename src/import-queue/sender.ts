/** How many requests may be unanswered at a time, unless given: 64 is as fast as 512. */
export const DEFAULT_WINDOW = 64

/**
 * Past its high-water mark of 1,000 the master silently drops replies (observed on the real one), and our own socket
 * accepts no more. ZeroMQ reports only every 500 messages how many were read, so up to 499 more may count.
 */
const MAX_WINDOW = 500

/** Supplies messages one by one, and undefined at the end. */
export type Supply<Message> = () => Message | Promise<Message | undefined> | undefined

export interface SenderOptions<Message> {
  /** Whether to stop sending. */
  readonly isOver: () => boolean
  /** @throws when the message is invalid, or cannot be sent */
  readonly send: (message: Message) => void
  readonly supply: Supply<Message>
  /** Called when a message that was waited for has arrived, or failed to. */
  readonly wake: () => void
  /** How many messages may be unanswered at a time. */
  readonly window: number
}

/** Sends the messages of a conversation, as many at a time as its window allows. */
export class Sender<Message> {
  /** Why supplying or sending failed. */
  failure: unknown
  /** Whether there are no more messages. */
  hasEnded = false
  /** Unanswered messages, oldest first; the caller removes those that are answered. */
  readonly sent: Message[] = []
  #isWaiting = false
  readonly #options: SenderOptions<Message>

  /** @throws {RangeError} for a window that is not 1 to 500 */
  constructor(options: SenderOptions<Message>) {
    const {window} = options
    if (!(Number.isInteger(window) && window >= 1 && window <= MAX_WINDOW)) {
      throw new RangeError(`expected window as a whole number of 1 to ${MAX_WINDOW}, found ${window}`)
    }

    this.#options = options
  }

  /** Stops taking messages. */
  end(): void {
    this.hasEnded = true
  }

  /** Fills the window with the messages that are available; later ones are sent as soon as they are supplied. */
  fill(): void {
    const {isOver, supply, window} = this.#options
    try {
      while (!this.#isWaiting && !this.hasEnded && this.sent.length < window && !isOver()) {
        const message = supply()
        if (message instanceof Promise) this.#await(message)
        else this.#send(message)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  #await(supplied: Promise<Message | undefined>): void {
    this.#isWaiting = true
    supplied
      .then((message) => {
        this.#isWaiting = false
        if (!this.hasEnded && !this.#options.isOver()) this.#send(message)
        this.fill()
      })
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#options.wake())
  }

  #fail(error: unknown): void {
    this.failure = error
    this.hasEnded = true
  }

  #send(message: Message | undefined): void {
    if (message === undefined) {
      this.hasEnded = true
      return
    }

    this.#options.send(message)
    this.sent.push(message)
  }
}
