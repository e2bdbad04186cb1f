import { beforeAll, describe, expect, it } from 'vitest'
import { clause } from '../clause.ts'
import { expectRequest, writingTo } from '../mailed.ts'

let ida: Awaited<ReturnType<typeof writingTo>>
beforeAll(async () => { ida = await writingTo('home') })

describe(clause('home/9'), () => {
  it.each(['Auskunft', 'Sperrung', 'Berichtigung', 'Löschung', 'Widerruf', 'eine Frage'])('a mail about %s to the one address opens a request at the privacy desk', async about => {
    const { world, writes } = ida
    expect(await writes(world.stating.manifest.privacyContact.mail, about, `Es geht um ${about}.`)).toMatch(/^250/)
    await expectRequest(world, `Es geht um ${about}.`, 'desk')
  })
})

describe(clause('home/13-a'), () => {
  it('the officer is named in statement and manifest', async () => {
    const { world } = ida
    const officer = world.stating.manifest.privacyOfficer?.mail ?? ''
    expect((await world.visitor().get('/datenschutz')).text).toContain(officer)
  })
  it('a mail to that address opens a request in the officer’s own list', async () => {
    const { world, writes } = ida
    expect(await writes(world.stating.manifest.privacyOfficer?.mail ?? '', 'Zur Erklärung', 'Was heißt Abschnitt drei?')).toMatch(/^250/)
    await expectRequest(world, 'Was heißt Abschnitt drei?', 'officer')
  })
})
