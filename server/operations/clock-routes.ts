import { z } from 'zod'
import { route, everybody, ok, type AnyRoute } from '../../platform/route.ts'
import { Refusal } from '../../platform/refusal.ts'
import { instant } from '../../platform/text.ts'
import type { Store } from '../../kernel/store/store.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'

class NotBackwards extends Refusal {
  readonly id = 'time-runs-forward'
  readonly status = 409
  readonly says = { de: 'Die Uhr lässt sich nur vorstellen.', en: 'The clock can only be moved forward.' }
}

/** Only where the store was made as a demo or a test: its clock can be looked at and moved on. */
export const clockRoutes = (store: Store): AnyRoute[] => [
  route({
    at: 'GET /dev/clock',
    who: everybody,
    unlisted: true,
    says: 'The time of this demo.',
    does: async () => ok({ now: store.clock.now(), offset: store.clock.offset }),
  }),
  route({
    at: 'POST /dev/clock',
    who: everybody,
    unlisted: true,
    says: 'Moves the time of this demo on.',
    takes: z.object({ to: instant({ offset: true }) }),
    does: async ({ to }) => {
      if (!(await moveClock(store, new Date(to)))) throw new NotBackwards()
      return ok({ now: store.clock.now(), offset: store.clock.offset })
    },
  }),
]
