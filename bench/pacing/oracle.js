/** How long after the end of a flush the next one begins on average, in seconds (PROTOCOL). */
const PAUSE = 1.02

/**
 * How long a rebuild takes a client that knows every page's time in advance, and in each pause between two flushes has
 * as many requests accepted as fill the longest wait: no client that keeps to that wait is quicker.
 *
 * @param {object} options
 * @param {number} [options.hold] how long the master keeps a page in its buffer, in seconds; 60 unless given
 * @param {number} options.maxWait how long a flush may last, in seconds
 * @param {number} [options.othersPages] how many pages per second other clients have written; 0 unless given
 * @param {number} options.packages how many packages are requested
 * @param {(now: number) => number} options.pageTime how long the next page takes the writer, in seconds
 * @param {number} [options.serviceTime] how long a request takes the master, in seconds; 0.000,86 unless given
 * @returns {number} when the last page is written, in seconds
 */
export function oracle({hold = 60, maxWait, othersPages = 0, packages, pageTime, serviceTime = 0.000_86}) {
  const most = Math.floor(PAUSE / serviceTime)
  let left = packages
  // The first pause is over, and what was accepted in it has been held.
  let began = hold + PAUSE
  let period = PAUSE
  let page = pageTime(began)
  for (;;) {
    let length = 0
    for (let other = 1; other <= othersPages * period; other++) length += pageTime(began + length)
    for (let accepted = 0; left > 0 && accepted < most; accepted++) {
      if (accepted > 0 && length + page > maxWait) break
      length += page
      left--
      page = pageTime(began + length)
    }

    if (left === 0) return began + length
    period = length + PAUSE
    began += period
  }
}
