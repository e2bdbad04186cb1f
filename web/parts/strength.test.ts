import { describe, expect, it } from 'vitest'
import { strength } from './strength.ts'

describe('The hint on a new password', () => {
  it.each(['', 'kurz', '9 Zeichen'])('calls %j too short', password => expect(strength(password)).toBe('short'))
  it.each(['aaaaaaaaaaaaaaaaaaaa', '12345678901234567890', 'abcdefghijklmnop'])(
    'calls %j weak, however long',
    password => expect(strength(password)).toBe('weak'),
  )
  it.each(['passwort1234', 'Willkommen2026!', '!!Sommer2026!!', 'Deutschland'])(
    'calls %j weak, which the server knows as often used',
    password => expect(strength(password)).toBe('weak'),
  )
  it.each(['im Mai blüht der Flieder am Zaun', 'gH7!pQ2-vR9xTz5#'])('calls %j good', password =>
    expect(strength(password)).toBe('good'),
  )
  it('asks for no special signs where the length is enough', () =>
    expect(strength('vier worte ohne sinn und zweck')).toBe('good'))
  it('counts an emoji as one sign', () => expect(strength('🏠🏠🏠🏠🏠')).toBe('short'))
})
