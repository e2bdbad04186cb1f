import { createHmac, randomBytes } from 'node:crypto'
import { hours } from '../../kernel/clock/clock.ts'

/** How many mails one address may bring within an hour, and all together. */
const most = { each: 20, all: 500 }

/** Counts under a hash whose key this process alone knows and forgets: of an address nothing is kept. */
export function rate(now: () => Date): { allows(address: string): boolean } {
  const key = randomBytes(32)
  let counts = new Map<string, number>()
  let since = now()
  return {
    allows(address) {
      if (now().getTime() - since.getTime() >= hours(1)) [counts, since] = [new Map(), now()]
      const who = createHmac('sha256', key).update(address).digest('base64')
      const [each, all] = [(counts.get(who) ?? 0) + 1, (counts.get('') ?? 0) + 1]
      counts.set(who, each).set('', all)
      return each <= most.each && all <= most.all
    },
  }
}
