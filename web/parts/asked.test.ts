import { describe, expect, it } from 'vitest'
import { de } from '../locales/de.ts'
import { type FieldRules, complaints, trimmed } from './asked.ts'

const asked: FieldRules[] = [
  { name: 'lastName', label: 'Nachname', kind: 'text', required: true },
  { name: 'phone', label: 'Telefon', kind: 'tel', required: false },
  { name: 'mail', label: 'E-Mail-Adresse', kind: 'email', required: true },
  { name: 'password', label: 'Passwort', kind: 'password', required: true, fresh: true },
]

describe('A form', () => {
  it('names each field that is missing, and lets voluntary ones be empty', () => {
    expect(Object.keys(complaints(asked, {}, de))).toEqual(['lastName', 'mail', 'password'])
    expect(complaints(asked, {}, de)['lastName']).toContain('Nachname')
  })
  it('sees a slip in a mail address and a password that is too short', () => {
    expect(complaints(asked, { lastName: 'Sommer', mail: 'ida@example', password: 'kurz' }, de)).toEqual({
      mail: de.form.notAMail,
      password: de.form.tooShort(10),
    })
  })
  it('takes spaces off every answer but a password', () => {
    expect(trimmed({ lastName: ' Sommer ', password: ' mit Rand ' }, asked)).toMatchObject({
      lastName: 'Sommer',
      password: ' mit Rand ',
    })
  })
})
