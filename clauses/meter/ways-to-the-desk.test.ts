import { beforeAll, describe, expect, it } from 'vitest'
import { clause } from '../clause.ts'
import { expectRequest, formAndLetter, writingTo } from '../asked.ts'

let ida: Awaited<ReturnType<typeof writingTo>>
beforeAll(async () => {
  ida = await writingTo('meter')
})

describe(clause('meter/11'), () => {
  it('a mail opens a request, under the keyword that the statement names and without it (Art. 12(2) GDPR)', async () => {
    const { world, writes } = ida
    const { mail, keyword = '' } = world.stating.manifest.privacyContact
    expect((await world.visitor().get('/datenschutz')).text).toContain(keyword)
    expect(await writes(mail, `${keyword}: meine Daten`, 'Bitte neue Anschrift eintragen.')).toMatch(/^250/)
    await expectRequest(world, 'Bitte neue Anschrift eintragen.', 'desk')
    expect(await writes(mail, 'Hallo', 'Ohne Stichwort.')).toMatch(/^250/)
    await expectRequest(world, 'Ohne Stichwort.', 'desk')
  })
  formAndLetter(() => ida.world)
})
