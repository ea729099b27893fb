import {setFlagsFromString} from 'node:v8'

/** From when on the heap is kept small, in milliseconds: most commands are over by then, and need not load `v8`. */
const AFTER = 100

/**
 * Keeps the heap as small as the work is: what is in use at a time, be it one package or a million.
 *
 * V8 would let the young generation grow to 48 MB and the old one by another 25 before it looks for garbage there, which
 * a stream of requests makes at a steady pace; neither makes it any quicker. Both flags are read each time that the heap
 * would grow, so that they work from here, too, however the program is started. (`--optimize-for-size` saves no more
 * memory than these, and costs a tenth of the speed.)
 */
export function keepHeapSmall(): void {
  const timer = setTimeout(() => {
    isSmall = true
    setGrowth({factor: 1, percent: 10})
  }, AFTER)
  timer.unref()
}

/** Sets the flags as V8 has them by itself: it refuses compiled code that was kept while they were others. */
export function restoreHeap(): void {
  if (isSmall) setGrowth({factor: 2, percent: 0})
}

let isSmall = false

function setGrowth({factor, percent}: {readonly factor: number; readonly percent: number}): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
  setFlagsFromString(`--heap-growing-percent=${percent}`)
}
