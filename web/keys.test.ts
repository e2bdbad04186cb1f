import { describe, expect, it } from 'vitest'
import { idempotencyKeys } from './keys.ts'

describe('The key of a request', () => {
  it('stays the same until an answer comes, and differs afterwards', () => {
    const keys = idempotencyKeys()
    const first = keys.of('POST /api/gateways/claims A')
    expect(keys.of('POST /api/gateways/claims A')).toBe(first)
    keys.answered(first)
    expect(keys.of('POST /api/gateways/claims A')).not.toBe(first)
  })
  it('differs for different requests', () => {
    const keys = idempotencyKeys()
    expect(keys.of('POST /api/gateways/claims A')).not.toBe(keys.of('POST /api/gateways/claims B'))
  })
})
