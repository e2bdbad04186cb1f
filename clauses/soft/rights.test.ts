import { beforeAll, describe, expect, it } from 'vitest'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { entersLetter, known } from '../asked.ts'
import { foundBy, interests, readsAbout, states, tips } from '../interests.ts'
import { staffOf } from '../staff.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('soft', { states, modules: await interests() })
})

interface Held {
  readonly what: {
    readonly table: string
    readonly columns: readonly { readonly name: string; readonly source: string }[]
    readonly why: {
      readonly purposes: readonly string[]
      readonly basis: object
      readonly recipients: readonly { readonly name: string }[]
    }
    readonly until: string
  }
}

describe(clause('soft/5-a', { without: 'consents of newsletter and shop: shown on one made for the test' }), () => {
  it('the copy names source, purpose, basis, period and recipients of each item', async () => {
    const ida = await known(world, 'ida@example.org')
    await readsAbout(world, ida.id, 'what Ida reads')
    const { held } = (await (await signsIn(world.visitor(), ida.mail)).get('/api/my-data/copy')).body as {
      held: readonly Held[]
    }
    expect(held.length).toBeGreaterThan(4)
    for (const { what } of held) {
      expect([
        what.table,
        what.columns.filter(({ source }) => source.length === 0),
        what.why.purposes.length > 0,
        what.until.length > 0,
      ]).toEqual([what.table, [], true, true])
    }
    expect(
      held.find(({ what }) => what.table === 'identity.account')?.what.why.recipients.map(({ name }) => name),
    ).toEqual(['Rechenhaus Mitte GmbH', 'Brieftaube Versand GmbH'])
    expect(
      held.find(({ what }) => what.table === 'interests.topic')?.what.columns.find(({ name }) => name === 'label')
        ?.source,
    ).toBe('you')
  })
  it('withdrawal, correction, blocking and deletion work from the account', async () => {
    const otto = await known(world, 'otto@example.org')
    const browser = await signsIn(world.visitor(), otto.mail)
    const [{ purpose, asks }] = (await browser.get('/api/consents')).body.items
    await readsAbout(world, otto.id, 'what Otto reads')
    await browser.post('/api/consents', { purpose, says: 'given', hash: asks.hash })
    await browser.post('/api/consents/withdraw', { purpose })
    expect(await foundBy(world, tips)).toEqual([])
    expect((await browser.patch('/api/account', { fields: { lastName: 'Mond' } })).status).toBe(200)
    expect(
      (await browser.put('/api/my-data/restriction', { ground: 'accuracy', says: 'Mein Name ist falsch.' })).status,
    ).toBe(204)
    expect((await browser.post('/api/account/delete', { password })).status).toBe(200)
  })
  it('and from a letter that staff enter', async () => {
    const eva = await known(world, 'eva@example.org')
    await readsAbout(world, eva.id, 'what Eva reads')
    const desk = await entersLetter(world, 'Bitte berichtigen, sperren, dann löschen.', eva.number)
    for (const deed of [
      { what: 'withdraw' },
      { what: 'correct', fields: { lastName: 'Stern' } },
      { what: 'restrict' },
      { what: 'copy' },
      { what: 'portable' },
    ])
      expect([deed.what, (await desk.does(deed)).status]).toEqual([deed.what, 200])
    expect(await world.rows('select last_name, restricted from identity.account where id = $1', [eva.id])).toEqual([
      { last_name: 'Stern', restricted: 'on request' },
    ])
    expect((await desk.does({ what: 'erase' })).body.gone.length).toBeGreaterThan(0)
    expect(await world.traces('what Eva reads')).toEqual([])
  })
})

describe(clause('soft/5-c'), () => {
  it('the authority stands with its address in the statement, in the account and in each refusal', async () => {
    const { name, street, postcode, city } = world.stating.manifest.authority
    const max = await known(world, 'max@example.org')
    const browser = await signsIn(world.visitor(), max.mail)
    const privacy = await staffOf(world, ['privacy'])
    const {
      body: { id },
    } = await browser.post('/api/my-data/requests', { says: 'Löschen Sie meine Rechnungen.' })
    await privacy.post(`/api/desk/requests/${id}/refuse`, {
      reason: 'law keeps',
      answer: 'Das Gesetz verlangt ihre Aufbewahrung.',
    })
    const texts = [
      (await world.visitor().get('/datenschutz')).text,
      JSON.stringify((await browser.get('/api/my-data/standing')).body.authority),
      (await privacy.get(`/api/desk/requests/${id}/letter`)).text,
      (await browser.put('/api/my-data/objections/identity.account', {})).text,
    ]
    for (const text of texts) for (const part of [name, street, postcode, city]) expect(text).toContain(part)
  })
})
