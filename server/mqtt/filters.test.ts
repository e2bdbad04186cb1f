import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liesWithin } from './filters.ts'

/** Whether a filter matches a topic, word for word after MQTT 3.1.1 section 4.7. */
function matches(filter: string, topic: string): boolean {
  if (/^[+#]/.test(filter) && topic.startsWith('$')) return false
  const pattern = filter
    .split('/')
    .map(level => (level === '+' ? '[^/]*' : level === '#' ? '.*' : level.replace(/[$.*+?^{}()|[\]\\]/g, '\\$&')))
    .join('/')
    .replace(/\/\.\*$/, '(/.*)?')
  return new RegExp(`^${pattern}$`).test(topic)
}
const level = fc.constantFrom('a', 'b', '', '$x')
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map(levels => levels.join('/'))
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'))

describe('a filter within a filter', () => {
  it('matches no topic that the outer one does not match', () => {
    fc.assert(
      fc.property(filter, filter, topic, (inner, outer, some) => {
        expect(liesWithin(inner, outer) && matches(inner, some) && !matches(outer, some)).toBe(false)
      }),
      { seed: 7, numRuns: 5000 },
    )
  })
  it('holds each topic that it matches', () => {
    fc.assert(
      fc.property(topic, filter, (some, outer) => {
        expect(liesWithin(some, outer)).toBe(matches(outer, some) && !some.startsWith('$'))
      }),
      { seed: 7, numRuns: 5000 },
    )
  })
})
