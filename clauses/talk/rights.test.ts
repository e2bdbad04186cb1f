import { beforeAll, describe, expect, it } from 'vitest'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { entersLetter, known } from '../asked.ts'
import { foundBy, interests, readsAbout, states, tips } from '../interests.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('talk', { states, modules: await interests() })
})

/** Somebody who reads, and has consented to tips on it. */
async function aReader(mail: string) {
  const person = await known(world, mail)
  await readsAbout(world, person.id, `what ${mail} reads`)
  const browser = await signsIn(world.visitor(), mail)
  const [{ purpose, asks }] = (await browser.get('/api/consents')).body.items
  expect((await browser.post('/api/consents', { purpose, says: 'given', hash: asks.hash })).status).toBe(204)
  expect(await foundBy(world, tips)).toContain(person.id)
  return { ...person, browser }
}

describe(clause('talk/6', { without: 'consents of the messenger: shown on one made for the test' }), () => {
  it('each of the five works in the app itself, at once and free of charge', async () => {
    const ida = await aReader('ida@example.org')
    expect((await ida.browser.post('/api/consents/withdraw', { purpose: tips.name })).status).toBe(204)
    expect(await foundBy(world, tips)).not.toContain(ida.id)
    expect((await ida.browser.get('/api/my-data/copy')).text).toContain('what ida@example.org reads')
    expect(
      (await ida.browser.patch('/api/account', { fields: { lastName: 'Sonnenschein' } })).body.fields.lastName,
    ).toBe('Sonnenschein')
    expect((await ida.browser.put('/api/my-data/restriction', { ground: 'unlawful' })).status).toBe(204)
    expect((await ida.browser.get('/api/my-data/standing')).body.restriction).toMatchObject({ ground: 'unlawful' })
    expect((await ida.browser.post('/api/account/delete', { password })).status).toBe(200)
    expect(await world.traces(ida.id)).toEqual([])
  })
  it('each of the five works by a letter that staff enter, once it is on record who wrote it; who did it is on record, too', async () => {
    const otto = await aReader('otto@example.org')
    const desk = await entersLetter(
      world,
      'Ich widerrufe, bitte Auskunft, Berichtigung, Sperrung und am Ende Löschung.',
      otto.number,
    )
    const { body: choices } = await desk.get(`/api/desk/requests/${desk.request}/choices`)
    expect(choices).toMatchObject({
      consents: [{ purpose: tips.name }],
      restricted: false,
      fields: expect.arrayContaining([{ name: 'lastName', label: expect.any(String) }]),
    })

    expect((await desk.does({ what: 'withdraw', purpose: tips.name })).status).toBe(200)
    expect(await foundBy(world, tips)).not.toContain(otto.id)
    expect(
      await world.rows(`select how from obhut.consent_event e where e.subject = $1 and what = 'withdrawn'`, [otto.id]),
    ).toEqual([{ how: 'letter' }])
    const {
      body: { link },
    } = await desk.does({ what: 'copy' })
    expect((await desk.get(link)).status).toBe(200)
    // Nobody but the session that asked for it.
    expect((await world.visitor().get(link)).status).toBe(401)
    expect((await desk.does({ what: 'correct', fields: { lastName: 'Mond' } })).status).toBe(200)
    expect((await otto.browser.get('/api/account')).body.fields.lastName).toBe('Mond')
    expect((await desk.does({ what: 'correct', fields: { shoeSize: '44' } })).status).toBe(422)
    expect((await desk.does({ what: 'restrict', ground: 'claims' })).status).toBe(200)
    expect(await world.rows('select ground, asked from obhut.restriction where subject = $1', [otto.id])).toEqual([
      { ground: 'claims', asked: 'staff' },
    ])
    expect(
      (await desk.get(`/api/desk/requests/${desk.request}`)).body.history
        .filter((one: { what: string }) => one.what === 'carried out')
        .map((one: { staffId: string; note: string }) => [one.staffId, one.note]),
    ).toEqual(
      [`withdraw: ${tips.name}`, 'copy', 'correct: lastName', 'restrict: claims'].map(note => [desk.account, note]),
    )
    // The log has the member of staff as who acted, and the person as whom it was about.
    const acted = await world.rows<{ activity: string }>(
      `select distinct e.activity from obhut.audit_entry e join obhut.audit_person by on by.entry_id = e.id and by.part = 'acted' and by.subject = $1
      join obhut.audit_person about on about.entry_id = e.id and about.subject = $2 where e.actor = 'staff'`,
      [desk.account, otto.id],
    )
    expect(acted.map(({ activity }) => activity)).toEqual(
      expect.arrayContaining(['identity.account', 'kernel.consents', 'kernel.rights']),
    )
    const {
      body: { gone },
    } = await desk.does({ what: 'erase' })
    expect(gone.map((one: { table: string }) => one.table)).toContain('interests.topic')
    expect(await world.traces(otto.id)).toEqual([])
  })
  it('nothing is done by letter for somebody of whom it is not known who it is', async () => {
    await aReader('eva@example.org')
    const desk = await entersLetter(world, 'Brief von Eva.', (await known(world, 'max@example.org')).number)
    const {
      body: { id },
    } = await desk.post('/api/desk/requests', {
      from: 'eva@example.org',
      says: 'Löschen Sie alles von eva@example.org.',
    })
    for (const deed of [
      { what: 'withdraw' },
      { what: 'erase' },
      { what: 'object' },
      { what: 'restrict' },
      { what: 'correct', fields: { lastName: 'X' } },
    ]) {
      expect(await desk.post(`/api/desk/requests/${id}/carry-out`, deed)).toMatchObject({
        status: 409,
        body: { id: 'person-unknown' },
      })
    }
    expect((await desk.get(`/api/desk/requests/${id}/choices`)).status).toBe(409)
  })
})
