import { everybody, route, type AnyRoute } from '../../platform/route.ts'
import { answers } from '../../kernel/store/answers.ts'
import type { Units } from '../../kernel/store/units.ts'

/** How long the database may take before it counts as not there, in milliseconds. */
const patience = 2000

/** For balancers and whoever watches: whether the process lives, and whether it can serve. They tell nothing else. */
export const healthRoutes = (store: Units): AnyRoute[] => [
  route({
    at: 'GET /health/live',
    who: everybody,
    unlisted: true,
    says: 'Whether the process lives.',
    does: async () => ({ status: 200, body: { live: true } }),
  }),
  route({
    at: 'GET /health/ready',
    who: everybody,
    unlisted: true,
    says: 'Whether the process can serve: the database answers.',
    does: async () =>
      (await answersInTime(store))
        ? { status: 200, body: { ready: true } }
        : { status: 503, body: { ready: false }, headers: { 'retry-after': '5' } },
  }),
]

async function answersInTime(store: Units): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => {
    resolve(false)
  }, patience)
  try {
    return await Promise.race([answers(store).catch(() => false), tooLate])
  } finally {
    clearTimeout(timer)
  }
}
