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
exports.keepHeapSmall = function () {
  const timer = setTimeout(() => {
    const {setFlagsFromString} = require('node:v8')
    setFlagsFromString('--semi-space-growth-factor=1')
    setFlagsFromString('--heap-growing-percent=10')
  }, AFTER)
  timer.unref()
}
