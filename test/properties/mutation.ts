import * as fc from 'fast-check'

/** Bytes with a few places changed: some removed, some put in, or a stretch of them doubled. */
export function mutated(
  original: fc.Arbitrary<Uint8Array>,
  inserted: fc.Arbitrary<Uint8Array> = fc.uint8Array({maxLength: 6}),
): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(),
    inserted,
    removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(64)),
    repeats: fc.boolean(),
  })
  return fc.tuple(original, fc.array(edit, {maxLength: 5, minLength: 1})).map(([bytes, edits]) => {
    let result = Buffer.from(bytes)
    for (const {at, inserted, removed, repeats} of edits) {
      const start = at % (result.length + 1)
      const end = Math.min(start + removed, result.length)
      const place = repeats ? result.subarray(start, end) : inserted
      result = Buffer.concat([result.subarray(0, start), place, result.subarray(repeats ? start : end)])
    }

    return result
  })
}
