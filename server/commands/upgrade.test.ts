import { expect, it } from 'vitest'
import { derivedInWords } from './upgrade.ts'

it('says one by one what somebody changed, and what is the same of several tables in one line', () => {
  expect(
    derivedInWords([
      { piece: 'table a.one', because: 'derived', says: 'policies and triggers of a.one' },
      { piece: 'table a.two', because: 'derived', says: 'policies and triggers of a.two' },
      { piece: 'grants a.one', because: 'changed', says: 'grants on a.one' },
      { piece: 'function obhut.old', because: 'undeclared', says: 'the function obhut.old' },
    ]),
  ).toEqual([
    'A start changes these, one after the other, while others serve:',
    '  grants on a.one: changed by hand since',
    '  the function obhut.old: is removed, as nothing declares it any more',
    '  policies and triggers of a.one, a.two',
  ])
  expect(derivedInWords([])).toEqual([])
})
