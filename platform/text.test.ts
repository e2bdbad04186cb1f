import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mailAddress } from './mail-address.ts'
import { calendarDay, freeText, identifier, instant, oneLine, opaqueText, typedNumber, uuid } from './text.ts'
import { unboundedTexts } from './text-for-test.ts'

const kept = (schema: z.ZodType, text: string): unknown => schema.safeParse(text).data

describe('a line', () => {
  it.each([
    ['a Persian name with a joiner', 'علی\u200Cرضا'],
    ['a Sinhala name with a joiner', 'ශ්\u200Dරී'],
    ['an emoji of several', '👩\u200D👩\u200D👧 Küche'],
    ['a heart on fire', '❤\uFE0F\u200D🔥'],
    ['a flag made of tags', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
    ['an apostrophe', "D’Angelo-O'Neill"],
    ['one letter', 'Ø'],
    ['a Chinese character with its form', '葛\u{E0100}'],
  ])('keeps %s as it is', (_, name) => {
    expect(kept(oneLine(80, 1), name)).toBe(name)
  })
  it.each([
    ['a soft hyphen', 'Wärme\u00ADpumpen', 'Wärmepumpen'],
    ['a mark of direction at the end', 'محمد\u200F', 'محمد'],
    ['what Windows puts around a path', '\u202AHeim\u202C', 'Heim'],
    ['a byte order mark', '\uFEFFIda', 'Ida'],
    ['a blank that does not break', 'Ida\u00A0Weber', 'Ida Weber'],
    ['a joiner with nothing to join', 'Ida\u200D', 'Ida'],
    ['joiners in a row', 'a\u200D\u200D\u200Cb', 'a\u200Db'],
    ['a filler that looks like nothing', '\u3164Ida', 'Ida'],
    ['letters in two pieces', 'Ju\u0308rgen', 'Jürgen'],
    ['a variation of nothing', '\uFE0FIda', 'Ida'],
    ['tags without a flag', 'Ida\u{E0041}\u{E007F}', 'Ida'],
  ])('is kept without %s', (_, name, as) => {
    expect(kept(oneLine(80, 1), name)).toBe(as)
  })
  it.each([
    ['one NUL at its end', 'Lamp\0'],
    ['two', 'Lamp\0\0'],
    ['a NUL within', 'La\0mp'],
    ['half a character', 'Lamp \ud83d'],
    ['the other half', '\udc00Lamp'],
    ['a line break', 'Lamp\ntwo'],
    ['a paragraph', 'Lamp\u2029two'],
    ['one override of direction', 'Lamp \u202Egnp.exe'],
    ['the other', 'Lamp \u202Dgnp'],
    ['an escape', 'Lamp\u001B[2J'],
    ['nothing that anybody could see', '\u200B\u200D\u2060'],
    ['blanks alone', ' \u00A0\u3000'],
  ])('is refused with %s', (_, name) => {
    expect(oneLine(80, 1).safeParse(name).success).toBe(false)
  })
  it('says in both languages what is wrong', () => {
    const issue = oneLine(80).safeParse('a\0b').error?.issues[0]
    expect(issue).toMatchObject({
      code: 'custom',
      params: { words: { de: expect.stringContaining('Steuerzeichen'), en: expect.stringContaining('control') } },
    })
  })
  it('stays what it is when it is tidied again, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const once = kept(oneLine(200), text)
        if (typeof once === 'string') expect(kept(oneLine(200), once)).toBe(once)
      }),
      { numRuns: 500, seed: 20261129 },
    )
  })
})

describe('words over several lines', () => {
  it('arrive whatever stands in them', () => {
    expect(kept(freeText(100), 'Bitte\0 löschen.\r\nDanke\u202E,\tIda \ud800\u0007 ')).toBe(
      'Bitte löschen.\nDanke,\tIda \uFFFD',
    )
  })
  it('keep what a language needs', () => {
    expect(kept(freeText(100), 'שלום (abc)\u200F — علی\u200Cرضا')).toBe('שלום (abc)\u200F — علی\u200Cرضا')
  })
  it('are too short when nothing is left of them', () => {
    expect(freeText(100, 1).safeParse('\0 \n').success).toBe(false)
  })
})

describe('a number', () => {
  it.each([
    ['+49 (0331) 5550100', '\u202D+49 (0331) 5550100\u202C'],
    ['0331-5550100', '0331–5550100'],
    ['0331-5550100', '0331\u22125550100'],
    ['+49 331 5550100', '+49\u202F331\u00A05550100'],
    ['0331', '０３３１'],
    ['+49 331', '+٤٩ ۳۳۱'],
  ])('is kept as %s', (as, typed) => {
    expect(kept(typedNumber(40), typed)).toBe(as)
  })
  it.each(['0331\0', '0331\ud800', '0331\n1'])('is refused with what cannot be kept: %j', typed => {
    expect(typedNumber(40).safeParse(typed).success).toBe(false)
  })
})

describe('an address', () => {
  it('may have around it what nobody can see, and not within', () => {
    expect(mailAddress(' \u200E\uFEFFida@example.org\u200B\n')).toBe('ida@example.org')
    for (const typed of ['id\u200Ba@example.org', 'i\u202Eda@example.org', '\u200B', `${'\u200B'.repeat(1000)}x`])
      expect(mailAddress(typed)).toBeUndefined()
  })
})

describe('a day and a moment', () => {
  it('lie in years that somebody can mean', () => {
    for (const day of ['0000-01-01', '0001-01-01', '1899-12-31', '2200-01-01', '9999-12-31']) {
      for (const { error } of [
        calendarDay().safeParse(day),
        instant().safeParse(`${day}T23:59:59.123Z`),
        instant({ offset: true }).safeParse(`${day}T12:00:00+02:00`),
      ])
        expect(error?.issues).toMatchObject([{ params: { words: { en: 'A date between 1900 and 2199, please.' } } }])
    }
    for (const day of ['1900-01-01', '2026-11-29', '2199-12-31'])
      expect([calendarDay().safeParse(day).success, instant().safeParse(`${day}T12:00:00Z`).success]).toEqual([
        true,
        true,
      ])
    expect(instant().safeParse('2026-02-30T00:00:00Z').success).toBe(false)
  })
})

describe('a schema of text', () => {
  const never = (): never => {
    throw new Error('looked at before its length was')
  }
  it('looks at the length before anything else', () => {
    const long = 'x'.repeat(1_000_000)
    for (const schema of [
      oneLine(80, 1, { tidy: never, fault: never }),
      opaqueText(80).refine(never),
      freeText(80).superRefine(never),
      identifier(80).transform(never),
    ]) {
      expect(schema.safeParse(long).error?.issues).toMatchObject([{ code: 'too_big' }])
    }
  })
  it('is found where it is missing, however deep', () => {
    const all = z.object({
      plain: z.string(),
      late: z.string().regex(/x/).max(5),
      goesOn: z.string().max(5).regex(/x/),
      format: z.uuid(),
      list: z.array(z.object({ inner: z.string() })),
      map: z.record(z.string(), identifier(5)),
      either: z.union([z.literal('a'), z.string()]),
      maybe: z.string().optional().default('x'),
      turned: z.string().transform(Number),
      before: z.preprocess(String, identifier(5)),
      whatever: z.unknown(),
      fine: z.object({
        a: uuid().optional(),
        b: instant().transform(text => new Date(text)),
        c: calendarDay(),
        d: z.array(oneLine(5)).max(5),
        e: z.record(identifier(5), freeText(5)),
        f: z.enum(['a']),
        g: z.coerce.number(),
        h: z.boolean().default(false),
      }),
    })
    expect(unboundedTexts(all)).toEqual([
      'plain',
      'late',
      'goesOn',
      'format',
      'list.*.inner',
      'map.(name)',
      'either',
      'maybe',
      'turned',
      'before (transform)',
      'whatever (unknown)',
    ])
  })
})
