import { describe, expect, it } from 'vitest'
import { clause } from '../clause.ts'
import { expectRequest, writingTo } from '../mailed.ts'

describe(clause('trial/0-b'), () => {
  it('a mail to the address of the statement opens a request at the privacy desk', async () => {
    const { world, writes } = await writingTo('trial')
    const { mail } = world.stating.manifest.privacyContact
    expect((await world.visitor().get('/datenschutz')).text).toContain(mail)
    expect(await writes(mail, 'Frage', 'Was haben Sie über mich gespeichert?')).toMatch(/^250/)
    await expectRequest(world, 'Was haben Sie über mich gespeichert?', 'desk')
  })
})
