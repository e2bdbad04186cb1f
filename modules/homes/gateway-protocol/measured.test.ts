import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measuredIn } from './measured.ts'
import { announcedIn } from './announced.ts'
import { messageIn, timeIn } from './parse.ts'
import { Unreadable } from './protocol.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const present = { earliest: new Date(now), latest: new Date(now) }
const holder = { since: new Date('2026-11-01T00:00:00Z') }
const connection = {
  devices: new Map([
    [
      'meter',
      {
        id: 'd',
        switchable: false,
        channels: new Map([
          ['energy', { number: 7, kind: 'counter' as const }],
          ['power', { number: 8, kind: 'gauge' as const }],
        ]),
      },
    ],
  ]),
}
const right = { device: 'meter', channel: 'power', at: '2026-11-22T11:59:00Z', value: -230.5 }
const whys = (...items: unknown[]): (string | undefined)[] => {
  const { refused } = measuredIn(items, connection, holder, present)
  return items.map((_, at) => refused.find(one => one.at === at)?.why)
}

describe('readings of a gateway', () => {
  it('are taken as they stand', () => {
    expect(measuredIn([right], connection, holder, present)).toEqual({
      readings: [{ channel: 8, at: Date.parse(right.at), value: -230.5 }],
      places: [0],
      refused: [],
    })
  })
  it('are not refused by their time where it may be right, while the clock is in doubt', () => {
    const ahead = { earliest: new Date(now), latest: new Date('2028-12-01T00:00:00Z') }
    expect(measuredIn([right], connection, holder, ahead).refused).toEqual([])
    const behind = { earliest: new Date('2026-11-01T00:00:00Z'), latest: new Date(now) }
    expect(measuredIn([right], connection, holder, behind).refused).toEqual([])
  })
  it('are refused one by one, each with its reason, and what stands beside them is taken', () => {
    expect(
      whys(
        right,
        { ...right, device: 'metre' },
        { ...right, channel: 'heat' },
        { ...right, value: 'NaN' },
        { ...right, value: '230' },
        { ...right, value: null },
        JSON.parse('{"device":"meter","channel":"power","at":"2026-11-22T11:59:00Z","value":1e999}'),
        { ...right, channel: 'energy', value: -1 },
        { ...right, at: now },
        { ...right, at: '2026-11-22 11:59' },
        { ...right, at: '2026-02-30T00:00:00Z' },
        { ...right, at: '2026-11-22T12:06:00Z' },
        { ...right, at: '2024-01-01T00:00:00Z' },
        { ...right, at: '2026-10-31T23:59:59Z' },
        null,
        [],
        'reading',
        5,
        { ...right, device: '__proto__' },
        right,
      ),
    ).toEqual([
      undefined,
      'unknown-device',
      'unknown-channel',
      'wrong-value',
      'wrong-value',
      'wrong-value',
      'wrong-value',
      'wrong-value',
      'wrong-time',
      'wrong-time',
      'wrong-time',
      'ahead',
      'too-old',
      'before-claim',
      'wrong-shape',
      'wrong-shape',
      'wrong-shape',
      'wrong-shape',
      'unknown-device',
      undefined,
    ])
  })
  it('never throw, whatever a gateway sends, and never let through what is no number and no time', () => {
    const item = fc.oneof(
      fc.json().map(text => JSON.parse(text) as unknown),
      fc.record({
        device: fc.constantFrom('meter', 'x'),
        channel: fc.constantFrom('energy', 'power', 'y'),
        at: fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
        ),
        value: fc.anything(),
      }),
    )
    fc.assert(
      fc.property(fc.array(item), items => {
        const { readings, refused } = measuredIn(items, connection, holder, present)
        expect(readings.length + refused.length).toBe(items.length)
        for (const one of readings)
          expect(
            Number.isFinite(one.value) &&
              Number.isInteger(one.at) &&
              one.at >= holder.since.getTime() &&
              one.at <= now + 300_000,
          ).toBe(true)
      }),
      { seed: 11, numRuns: 500 },
    )
  })
})

describe('messages of a gateway', () => {
  const whyOf = (payload: Buffer): string => {
    try {
      messageIn(payload)
      return 'taken'
    } catch (error) {
      return (error as Unreadable).refused.why
    }
  }
  it('are one JSON object in UTF-8 of bounded size', () => {
    expect(whyOf(Buffer.from('{}'))).toBe('taken')
    expect(whyOf(Buffer.from('[]'))).toBe('wrong-shape')
    expect(whyOf(Buffer.from('null'))).toBe('wrong-shape')
    expect(whyOf(Buffer.from('{"a":'))).toBe('not-json')
    expect(whyOf(Buffer.alloc(0))).toBe('not-json')
    expect(whyOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toBe('not-utf8')
    expect(whyOf(Buffer.from(`{"a":"${'x'.repeat(110_000)}"}`))).toBe('too-large')
    expect(whyOf(Buffer.from('[['.repeat(30_000)))).toBe('not-json')
    expect(whyOf(Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`))).toBe('wrong-shape')
  })
  it('never bring anything but a sentence, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), bytes => {
        expect(['taken', 'wrong-shape', 'not-json', 'not-utf8']).toContain(whyOf(Buffer.from(bytes)))
      }),
      { seed: 3, numRuns: 1000 },
    )
  })
})

describe('times', () => {
  it('are what the agreement says, and nothing that an engine would also read', () => {
    expect(timeIn('2026-11-22T10:15:00Z')).toBe(Date.UTC(2026, 10, 22, 10, 15))
    expect(timeIn('2026-11-22T10:15:00.25Z')).toBe(Date.UTC(2026, 10, 22, 10, 15, 0, 250))
    for (const no of [
      '2026',
      '2026-11-22',
      '2026-11-22T10:15Z',
      '2026-11-22T10:15:00',
      '2026-11-22T10:15:00+01:00',
      '2026-13-01T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T25:00:00Z',
      'now',
      0,
      null,
    ])
      expect(timeIn(no), String(no)).toBeUndefined()
  })
})

describe('what a gateway announces', () => {
  const meter = {
    key: 'meter',
    kind: 'electricity-meter',
    name: 'Zähler',
    state: 'ok',
    switchable: false,
    channels: [{ key: 'energy', obis: '1-0:1.8.0', unit: 'kWh', kind: 'counter', medium: 'electricity' }],
  }
  const hello = { protocol: 1, model: 'Qbox 2', firmware: '1.0.0' }
  const announced = (...devices: unknown[]) => {
    const found = announcedIn({ ...hello, devices })
    if ('says' in found) throw new Error(found.says)
    return found
  }
  it('is taken device by device and channel by channel; what is wrong is said and what is right is kept', () => {
    const { devices, refused } = announced(
      meter,
      { ...meter, key: 'Meter' },
      { ...meter, key: 'm2', kind: 'toaster' },
      meter,
      { ...meter, key: 'm3', channels: [{ ...meter.channels[0], unit: 'MWh' }, meter.channels[0]] },
      { ...meter, key: 'plug', switchable: true },
      { ...meter, key: 'm4', name: 'a\nb' },
      null,
    )
    expect(devices.map(one => [one.key, one.channels.length])).toEqual([
      ['meter', 1],
      ['m3', 1],
    ])
    expect(refused.map(one => [one.at, one.why])).toEqual([
      [1, 'wrong-shape'],
      [2, 'wrong-shape'],
      [3, 'wrong-shape'],
      [4, 'wrong-shape'],
      [5, 'wrong-shape'],
      [6, 'wrong-shape'],
      [7, 'wrong-shape'],
    ])
  })
  it('never throws anything but a sentence', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const value = JSON.parse(text) as unknown
        const found = announcedIn({ ...hello, devices: [value, meter] })
        expect('says' in found).toBe(false)
      }),
      { seed: 5, numRuns: 500 },
    )
    expect(() => announcedIn({ ...hello, devices: 'none' })).toThrow(Unreadable)
    expect(announcedIn({ devices: [] })).toHaveProperty('says')
  })
})
