import type {Context} from './context.js'
import type {Plan} from './events.js'

/** Has a plan confirmed, once everything before it has been shown. */
export async function confirm(plan: Plan, context: Context): Promise<void> {
  if (!context.confirm) return
  await context.events.taken()
  await context.confirm(plan)
}
