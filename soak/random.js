/* eslint-disable no-bitwise -- that is what it is made of */
/** Numbers that look random, the same ones for the same seed (mulberry32): 0 or more, less than 1. */
export function randomFrom(seed) {
  let state = Math.trunc(seed)
  return () => {
    state = Math.trunc(state + 0x6d_2b_79_f5)
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
