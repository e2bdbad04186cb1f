import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { agentInWords } from './agent.ts'
import { checkDigit, isCustomerNumber, newCustomerNumber } from './customer-number.ts'
import { answerTo } from './fields.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { passwordsAtTheirCost } from '../../tools/testing/passwords-at-their-cost.ts'
import { faultOfPassword, hashPassword, isOutdated, isPassword, wordsOf } from './passwords.ts'

describe('a customer number (home/2.3-b)', () => {
  it('bears a check digit that finds every single wrong digit', () => {
    for (let round = 0; round < 200; round++) {
      const number = newCustomerNumber()
      expect(isCustomerNumber(number)).toBe(true)
      for (let place = 0; place < 10; place++)
        for (let digit = 0; digit < 10; digit++) {
          const wrong = number.slice(0, place) + digit + number.slice(place + 1)
          if (wrong !== number) expect(isCustomerNumber(wrong)).toBe(false)
        }
    }
  })
  it('reckons as ISO 7064 does in its own example: 0794 has the check digit 5', () => {
    expect(checkDigit('0794')).toBe(5)
  })
  it('tells neither when somebody came nor how many there are', () => {
    const numbers = Array.from({ length: 50 }, newCustomerNumber)
    expect(numbers.toSorted()).not.toEqual(numbers)
  })
})

describe('an address', () => {
  it.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    [' ada@example.org ', 'ada@example.org'],
    ['a.b+c@sub.example.org', 'a.b+c@sub.example.org'],
    ['ada@B\u00FCcher.example', 'ada@xn--bcher-kva.example'],
  ])('%s has one form', (typed, form) => {
    expect(mailAddress(typed)).toBe(form)
  })
  it('keeps its form, whatever it was made of', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ maxLength: 80, unit: 'grapheme' }),
          fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })).map(([a, b]) => `${a}@${b}.org`),
        ),
        typed => {
          const once = mailAddress(typed)
          if (once === undefined) return
          expect(mailAddress(once)).toBe(once)
          expect(once).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/)
        },
      ),
      { seed: 20261122, numRuns: 3000 },
    )
  })
  it.each([
    'k\u212A@example.org',
    'ad\u0131@example.org',
    '\uFF41da@example.org',
    'a\u0000@example.org',
    'a@example',
    'a@-example.org',
    'a@example-.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(64)}.org`,
    'a@1.2.3.4',
    '@example.org',
    'a@',
    'ida@example.org/pfad',
    'ida@example.org?subject=x',
    'ida@example.org#x',
    'ida@example.org:25',
    'ida@ex%61mple.org',
    'ida@example.org\\x',
    'ida@exam\u00ADple.org',
  ])('%j is none', typed => {
    expect(mailAddress(typed)).toBeUndefined()
  })
})

describe('a password', () => {
  beforeAll(passwordsAtTheirCost)

  it('is known again, and no other is', async () => {
    const stored = await hashPassword('correct horse battery', 'a test')
    expect(stored.toString()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await isPassword('correct horse battery', stored, 'a test')).toBe(true)
    expect(await isPassword('correct horse battery ', stored, 'a test')).toBe(false)
    expect(await isPassword('anything', null, 'a test')).toBe(false)
    expect(isOutdated(stored)).toBe(false)
  })
  it('is hashed anew once the cost has risen', async () => {
    expect(isOutdated(Buffer.from((await hashPassword('x', 'a test')).toString().replace('t=2', 't=1')))).toBe(true)
  })
  it('is known again that an earlier version hashed', async () => {
    const stored = Buffer.from(
      '$argon2id$v=19$m=19456,t=2,p=1$YSBzYWx0IG9mIGEgdGVzdA$0SxiigBSTqBUqD-9rdQXxYpTTtOlrVctRaVVwXTSfTI',
    )
    expect(await isPassword('correct horse battery', stored, 'a test')).toBe(true)
    expect(isOutdated(stored)).toBe(false)
  })
  it('leaves room for others while many are hashed, and refuses more than it could do in time', async () => {
    const done: string[] = []
    const crowd = Array.from({ length: 130 }, () =>
      hashPassword('x', 'a crowd').then(() => {
        done.push('crowd')
      }),
    )
    const single = hashPassword('x', 'somebody else').then(() => {
      done.push('single')
    })
    const all = await Promise.allSettled(crowd)
    await single
    expect(all.find(one => one.status === 'rejected')).toMatchObject({ reason: { id: 'busy', status: 503 } })
    expect(done.filter(one => one === 'crowd').length).toBeGreaterThanOrEqual(20)
    // Behind what is being hashed already, and before what the crowd has waiting.
    expect(done.indexOf('single')).toBeLessThan(done.length / 2)
  })
  it.each([
    'ten letters!',
    'l\u00E4ngeres Passwort',
    '\u{1F40E}\u{1F50B}\u{1F4CE}\u2705'.repeat(3),
    'correct horse battery staple',
  ])('may be %j', password => {
    expect(faultOfPassword(password, { mail: 'ada@example.org', names: ['Ada', 'Lovelace', null] })).toBeUndefined()
  })
})

describe('a common password', () => {
  const fault = (password: string, known: Parameters<typeof faultOfPassword>[1] = { mail: 'ada@example.org' }) =>
    faultOfPassword(password, known)?.en ?? 'none'
  it.each([
    'Password123',
    'usuckballz1',
    'sunshine2026',
    '!!Baseball!!',
    'TRUSTNO1!!!',
    'monkeymonkey',
    'dragondragondragon',
    'hallo123456',
    'passwort2026',
    '\uFF50\uFF41\uFF53\uFF53\uFF57\uFF4F\uFF52\uFF44\uFF11\uFF12\uFF13',
  ])('is refused: %s', password => {
    expect(fault(password)).toMatch(/used often/)
  })
  it.each(['sunshine on my garden wall', 'monkey wrench driver', 'kurze Wege im Mai', 'baseball without bats'])(
    'is not what merely contains one: %s',
    password => {
      expect(fault(password)).toBe('none')
    },
  )
  it('is what consists of the site’s or the person’s own words', () => {
    const known = {
      mail: 'ada@example.org',
      names: ['Ada', 'Lovelace'],
      site: wordsOf({
        site: { name: 'Lindenhof', baseUrl: 'https://kunden.lindenhof.example' },
        company: { name: 'Lindenhof Plattform GmbH' },
      } as never),
    }
    for (const password of ['Lindenhof2026', 'lindenhof-gmbh', 'LovelaceAda99', 'plattform!!1', 'kunden.lindenhof'])
      expect(fault(password, known)).toMatch(/or of ours/)
    expect(fault('ein Garten am Lindenhof', known)).toBe('none')
  })
})

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
      'Safari on macOS',
    ],
    ['curl/8.5.0', 'curl'],
    ['something else', null],
    ['', null],
  ])('%s is %s', (agent, words) => {
    expect(agentInWords(agent)).toBe(words)
  })
})

describe('a telephone number', () => {
  const answer = answerTo({ name: 'phone', required: true })
  it.each([
    '+49 331 5550100',
    '(+49) 331 5550100',
    '(+49)3315550100',
    '+49 (0)331 5550100',
    '+(49) 331 5550100',
    '(0331) 555-01 00',
    '0331/5550100',
    '0049.331.5550100',
    '+ 49 331 5550100',
  ])('may be written as people do: %s', typed => {
    expect(answer.safeParse(typed)).toMatchObject({ success: true, data: typed })
  })
  it.each([
    '',
    '12',
    '+',
    '(+)',
    '++49 331 5550100',
    '+49 +331 5550100',
    '(((((((',
    '0331 5550100 please',
    '1'.repeat(40),
  ])('is refused where it is none: %s', typed => {
    expect(answer.safeParse(typed).success).toBe(false)
  })
})
