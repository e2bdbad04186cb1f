import { beforeAll, describe, expect, it } from 'vitest'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { entersLetter, known } from '../asked.ts'
import { foundBy, figures, interests, offers, readsAbout, states } from '../interests.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('trial', { states, modules: await interests() })
})

describe(
  clause('trial/4-c', { without: 'the use for campaigns: an objection is shown on purposes made for the test' }),
  () => {
    it('users change each of their data in the personal area', async () => {
      const ida = await signsIn(world.visitor(), (await known(world, 'ida@example.org')).mail)
      const {
        body: { fields },
      } = await ida.get('/api/account')
      const changed = Object.fromEntries(
        Object.keys(fields).map(name => [
          name,
          { gender: 'none', country: 'AT', postcode: '10999', phone: '+49 69 90009411' }[name] ?? `Neu ${name}`,
        ]),
      )
      expect((await ida.patch('/api/account', { fields: changed })).status).toBe(200)
      expect((await ida.get('/api/account')).body.fields).toEqual(changed)
    })
    it('and delete them, with everything else', async () => {
      const otto = await known(world, 'otto@example.org')
      await readsAbout(world, otto.id, 'what Otto reads')
      expect((await (await signsIn(world.visitor(), otto.mail)).post('/api/account/delete', { password })).status).toBe(
        200,
      )
      for (const text of [otto.id, otto.mail, 'what Otto reads'])
        expect([text, await world.traces(text)]).toEqual([text, []])
    })
    it('or object to a use, by themselves or in text form, and it stops', async () => {
      const [eva, max] = [await known(world, 'eva@example.org'), await known(world, 'max@example.org')]
      for (const one of [eva, max]) await readsAbout(world, one.id, `what ${one.mail} reads`)
      expect(
        (await (await signsIn(world.visitor(), eva.mail)).put('/api/my-data/objections/interests.offers', {})).status,
      ).toBe(204)
      expect(
        (
          await (
            await entersLetter(world, 'Keine Werbung mehr, keine Auswertung.', max.number)
          ).does({ what: 'object' })
        ).status,
      ).toBe(200)
      expect(await foundBy(world, offers)).toEqual([])
      expect(await foundBy(world, figures)).toEqual([eva.id])
    })
  },
)
