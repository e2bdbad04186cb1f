import { expect, it } from 'vitest'
import { kindBeside } from './looks.ts'
import { de } from './words/de.ts'

it('names the kind of a device beside its name, unless the name says it already', () => {
  const { kinds } = de.device
  expect(kindBeside({ name: 'Küche', kind: 'plug' }, kinds)).toBe('Schaltbare Steckdose')
  expect(kindBeside({ name: 'Stromzähler', kind: 'electricity-meter' }, kinds)).toBeUndefined()
})
