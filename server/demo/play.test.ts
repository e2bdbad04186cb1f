import { describe, expect, it } from 'vitest'
import { contract, contracts, offer } from '../../platform/contract.ts'
import { demoPart, type Stage } from '../../platform/demo.ts'
import { playAll } from './play.ts'

const Home = contract<string>('home')
const Person = contract<string>('person')
const Answers = contracts<string>('answers')
const stage = {} as Stage // as: no part here asks anything of it

describe('the parts of a demo', () => {
  it('play in the order of their needs, whatever the order of the modules', async () => {
    const moving = demoPart({
      needs: { person: Person },
      plays: async ({ person }) => ({ tips: [`${person} moves in`] }),
    })
    const people = demoPart({
      needs: { answers: Answers },
      offers: [Person],
      plays: async ({ answers }) => ({ tips: answers, offers: [offer(Person, 'Ida')] }),
    })
    const stock = demoPart({ needs: {}, offers: [Answers], plays: async () => ({ offers: [offer(Answers, 'QB-1')] }) })
    const shown = await playAll([moving, people, stock], [], stage)
    expect(shown.flatMap(({ tips }) => tips ?? [])).toEqual(['QB-1', 'Ida moves in'])
  })
  it('are left out where nobody offers what they need, with all that need them', async () => {
    const alone = demoPart({ needs: {}, plays: async () => ({ tips: ['alone'] }) })
    const inHome = demoPart({ needs: { home: Home }, offers: [Person], plays: async () => ({ tips: ['in a home'] }) })
    const after = demoPart({ needs: { person: Person }, plays: async () => ({ tips: ['after it'] }) })
    expect(await playAll([after, inHome, alone], [], stage)).toEqual([{ tips: ['alone'] }])
  })
  it('that need each other in a circle are named', async () => {
    const one = demoPart({ needs: { person: Person }, offers: [Home], plays: async () => ({}) })
    const other = demoPart({ needs: { home: Home }, offers: [Person], plays: async () => ({}) })
    await expect(playAll([one, other], [], stage)).rejects.toThrow('in a circle')
  })
})
