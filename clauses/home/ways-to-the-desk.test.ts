import { beforeAll, describe, expect, it } from 'vitest'
import { clause } from '../clause.ts'
import { expectRequest, formAndLetter, writingTo } from '../asked.ts'
import { staffOf } from '../staff.ts'

let ida: Awaited<ReturnType<typeof writingTo>>
beforeAll(async () => {
  ida = await writingTo('home')
})

describe(clause('home/9'), () => {
  it.each(['Auskunft', 'Sperrung', 'Berichtigung', 'Löschung', 'Widerruf', 'eine Frage'])(
    'a mail about %s to the one address opens a request at the privacy desk',
    async about => {
      const { world, writes } = ida
      expect(await writes(world.stating.manifest.privacyContact.mail, about, `Es geht um ${about}.`)).toMatch(/^250/)
      await expectRequest(world, `Es geht um ${about}.`, 'desk')
    },
  )
  formAndLetter(() => ida.world)
})

describe(clause('home/13-a'), () => {
  it('the officer is named in statement and manifest', async () => {
    const { world } = ida
    const officer = world.stating.manifest.privacyOfficer?.mail ?? ''
    expect((await world.visitor().get('/datenschutz')).text).toContain(officer)
    expect((await world.visitor().get('/datenschutz.yaml')).text).toContain(officer)
  })
  it('a mail to that address opens a request in the officer’s own list, which nobody else reads', async () => {
    const { world, writes } = ida
    expect(
      await writes(world.stating.manifest.privacyOfficer?.mail ?? '', 'Zur Erklärung', 'Was heißt Abschnitt drei?'),
    ).toMatch(/^250/)
    const id = await expectRequest(world, 'Was heißt Abschnitt drei?', 'officer')
    const [officer, privacy] = [await staffOf(world, ['officer']), await staffOf(world, ['privacy'])]
    expect((await officer.get('/api/desk/requests')).body.items).toMatchObject([{ id }])
    expect((await privacy.get('/api/desk/requests')).body.items.map((one: { id: string }) => one.id)).not.toContain(id)
    expect((await privacy.get(`/api/desk/requests/${id}`)).status).toBe(404)
    expect(
      (await officer.post(`/api/desk/requests/${id}/answer`, { answer: 'Er sagt, wer Daten bekommt.' })).status,
    ).toBe(204)
  })
})
