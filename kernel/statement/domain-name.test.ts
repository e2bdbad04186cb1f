import { describe, expect, it } from 'vitest'
import { domainName } from './domain-name.ts'
import { companyMail } from './shape.ts'

describe('a domain name', () => {
  it.each([
    ['Firma.Example', 'firma.example'],
    ['müller.example', 'xn--mller-kva.example'],
    ['xn--mller-kva.example', 'xn--mller-kva.example'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['localhost', 'localhost'],
  ])('%s is %s', (written, name) => {
    expect(domainName(written)).toBe(name)
  })
  it.each([
    'firma.example/pfad',
    'firma.example?x=1',
    'firma.example#x',
    'firma.example:25',
    'a@firma.example',
    'firma.example\\x',
    'firm%61.example',
    'firma .example',
    'firma\u00ADx.example',
    '',
    '.',
    '-a.example',
    'a..b',
    'xn--\u00FC.example',
    `${'a'.repeat(64)}.example`,
  ])('%j is none, and is not made one', written => {
    expect(domainName(written)).toBeUndefined()
  })
})

describe('a mail address of the manifest', () => {
  it.each(['post@firma.example', 'post@müller.example', 'Post@Müller-Söhne.example'])(
    'is taken as it is written: %s',
    written => {
      expect(companyMail.safeParse(written).data).toBe(written)
    },
  )
  it.each([
    'post@firma.example/x',
    'post@firma',
    'post@@firma.example',
    'pöst@firma.example',
    'post@müller.example?subject=x',
    '@firma.example',
    'post',
  ])('is refused: %s', written => {
    expect(companyMail.safeParse(written).success).toBe(false)
  })
})
