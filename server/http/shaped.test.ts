import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { unlike } from '../testing/answers.ts'
import { shapedBy } from './shaped.ts'

const row = z.object({ id: z.string(), at: z.date(), name: z.string().nullable() }).meta({ id: 'ShapedRow' })
const list = z.object({
  items: z.array(row),
  next: z.string().nullable(),
  by: z.record(z.string(), row),
  free: z.record(z.string(), z.unknown()),
  one: row.nullable(),
  more: row.optional(),
})
const at = new Date('2026-11-29T12:00:00Z')
const whole = { id: 'a', at, name: null, subject: 's', version: 1, restricted: null }
const shown = { id: 'a', at, name: null }

describe('an answer', () => {
  it('shows what its schema names and no column of the row beyond it, at any depth', () => {
    const answer = {
      items: [whole, whole],
      next: null,
      by: { x: whole },
      free: { anything: { goes: true } },
      one: whole,
      version: 1,
    }
    expect(shapedBy(list)(answer)).toEqual({
      items: [shown, shown],
      next: null,
      by: { x: shown },
      free: { anything: { goes: true } },
      one: shown,
    })
    expect(shapedBy(list)({ ...answer, one: null, more: whole })).toMatchObject({ one: null, more: shown })
  })
  it('of a kind that nobody cuts is refused when the route is added, and not passed on whole', () => {
    for (const kind of [
      z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
      z.tuple([z.string()]),
      z.lazy(() => list),
    ])
      expect(() => shapedBy(z.object({ kind }))).toThrow('is not cut to a schema of the kind')
  })
  it('that is open keeps what comes with it, and one without a schema is passed on', () => {
    expect(shapedBy(z.looseObject({ row }))({ row: whole, more: 1 })).toEqual({ row: shown, more: 1 })
    expect(shapedBy(undefined)(whole)).toBe(whole)
    const readings = [1, 2, 3]
    expect(
      (shapedBy(z.object({ readings: z.array(z.number()) }))({ readings }) as { readings: number[] }).readings,
      'and is not copied where nothing is to be cut',
    ).toBe(readings)
  })
})

describe('the client of tests', () => {
  it('finds a key that the schema lacks, and one that the answer lacks', () => {
    const schema = z.toJSONSchema(list, { io: 'output', unrepresentable: 'any' }) as Parameters<typeof unlike>[0]
    const answer = { items: [{ id: 'a', at, name: null }], next: null, by: {}, free: {}, one: null }
    expect(unlike(schema, answer)).toEqual([])
    expect(unlike(schema, { ...answer, version: 1 })).toEqual(['version'])
    expect(unlike(schema, { ...answer, items: [whole] })).toEqual([
      'items.0.subject',
      'items.0.version',
      'items.0.restricted',
    ])
    expect(unlike(schema, { ...answer, by: { x: { id: 'a', at } } })).toEqual(['by.x.name is missing'])
    expect(unlike(schema, { ...answer, one: { id: 'a', at, name: null, subject: 's' } })).toEqual(['one.subject'])
  })
})
