import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { person } from '../../kernel/store/work.ts'
import type { ReadingsFileQuery } from './contract.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'

const at = (text: string): number => Date.parse(text)
let platform: MeasuringWorld
let holder: string
let id: string
let number: number
beforeAll(async () => {
  platform = await aMeasuringWorld()
  holder = randomUUID()
  ;({ id, number } = await platform.aChannel({
    holder,
    since: '2025-01-01T00:00:00Z',
    label: 'Power, "all"',
    kind: 'gauge',
    unit: 'W',
    key: 'power',
  }))
  await platform.telemetry.append(
    Array.from({ length: 5000 }, (_, index) => ({
      channel: number,
      at: at('2024-12-31T00:00:00Z') + index * 900_000,
      value: index / 2,
    })),
  )
})
const as = (who: string) => {
  const visitor = platform.visitor()
  visitor.cookies.set('who', who)
  return visitor
}

describe('GET /api/channels/:id/series', () => {
  it('draws a day for who holds the channel', async () => {
    const { status, body } = await as(holder).get(`/api/channels/${id}/series?by=hour&from=2025-01-10`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      unit: 'W',
      kind: 'gauge',
      timeZone: 'Europe/Berlin',
      by: 'hour',
      from: '2025-01-09T23:00:00.000Z',
      to: '2025-01-10T23:00:00.000Z',
      total: null,
    })
    expect(body.buckets).toHaveLength(24)
    expect(body.buckets[0]).toEqual({
      from: '2025-01-09T23:00:00.000Z',
      to: '2025-01-10T00:00:00.000Z',
      value: 478.75,
      min: 478,
      max: 479.5,
    })
    expect(body.before.buckets).toHaveLength(24)
  })
  it('knows of no such channel when anybody else asks', async () => {
    expect((await as(randomUUID()).get(`/api/channels/${id}/series?by=hour&from=2025-01-10`)).status).toBe(404)
    expect((await as(holder).get(`/api/channels/${randomUUID()}/series?by=hour&from=2025-01-10`)).status).toBe(404)
    expect((await platform.visitor().get(`/api/channels/${id}/series?by=hour&from=2025-01-10`)).status).toBe(401)
  })
  it.each([
    'by=minute&from=2025-01-10',
    'by=hour&from=2025-02-30',
    'by=hour&from=yesterday',
    'by=hour',
    'by=hour&from=1969-01-01',
    'by=hour&from=99999-01-01',
  ])('refuses %s, and names the field', async query => {
    const { status, body } = await as(holder).get(`/api/channels/${id}/series?${query}`)
    expect(status).toBe(422)
    expect(Object.keys(body.fields)).toHaveLength(1)
  })
})

describe('readings as a file', () => {
  const file = async (who: string, more: Partial<ReadingsFileQuery> = {}): Promise<string> => {
    const asked: ReadingsFileQuery = {
      channel: number,
      zone: 'Europe/Berlin',
      label: 'Power, "all"',
      unit: 'W',
      language: 'en',
      dialect: 'rfc4180',
      ...more,
    }
    return (await Array.fromAsync(platform.telemetry.csv(person(who), asked))).join('')
  }
  it('come in one stream, from the time in which the caller held the channel', async () => {
    const lines = (await file(holder)).split('\r\n')
    expect(lines.slice(0, 2)).toEqual([
      'Time (Europe/Berlin),Time (UTC),"Power, ""all"" (W)"',
      '2025-01-01T01:00:00+01:00,2025-01-01T00:00:00.000Z,48',
    ])
    expect(lines).toHaveLength(1 + 5000 - 96 + 1)
    expect(new Set(lines).size).toBe(lines.length)
  })
  it('open in the Excel of whoever asks', async () => {
    const first = async (more: Partial<ReadingsFileQuery>): Promise<string[]> =>
      (await file(holder, more)).split('\r\n').slice(0, 3)
    expect(await first({ language: 'de', dialect: 'excel-de' })).toEqual([
      '\uFEFFZeit (Europe/Berlin);Zeit (UTC);"Power, ""all"" (W)"',
      '2025-01-01T01:00:00+01:00;2025-01-01T00:00:00.000Z;48',
      '2025-01-01T01:15:00+01:00;2025-01-01T00:15:00.000Z;48,5',
    ])
    expect((await first({ dialect: 'excel-en' }))[0]).toBe('\uFEFFTime (Europe/Berlin),Time (UTC),"Power, ""all"" (W)"')
  })
  it('keep to the days asked for, by the clock of the place', async () => {
    const lines = (
      await file(holder, { from: Temporal.PlainDate.from('2025-01-10'), to: Temporal.PlainDate.from('2025-01-11') })
    )
      .trim()
      .split('\r\n')
    expect([lines.length, lines[1]!.slice(0, 25), lines.at(-1)!.slice(0, 25)]).toEqual([
      1 + 192,
      '2025-01-10T00:00:00+01:00',
      '2025-01-11T23:45:00+01:00',
    ])
  })
  it('are nobody else’s', async () => {
    expect((await file(randomUUID())).split('\r\n')).toHaveLength(2)
  })
})
