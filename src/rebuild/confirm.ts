import type {Context} from './context.js'
import type {Plan} from './events.js'

/** Confirms a plan after all earlier events have been shown. */
export async function confirm(plan: Plan, context: Context): Promise<void> {
  if (!context.confirm) return
  await context.events.taken()
  await context.confirm(plan)
}
