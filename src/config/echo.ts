import {escapeControls} from '../text/escape-controls.js'

/** As much of a value as a message repeats, in UTF-16 units. */
const LIMIT = 60

/** The text in quotes as a message may repeat it: visible, and shortened with an ellipsis where it is long. */
export function echo(text: string): string {
  return `"${escapeControls(text, LIMIT)}"`
}
