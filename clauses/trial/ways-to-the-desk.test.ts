import { beforeAll, describe, expect, it } from 'vitest'
import { clause } from '../clause.ts'
import { expectRequest, formAndLetter, writingTo } from '../asked.ts'

let ida: Awaited<ReturnType<typeof writingTo>>
beforeAll(async () => {
  ida = await writingTo('trial')
})

describe(clause('trial/0-b'), () => {
  it('a mail to the address of the statement opens a request at the privacy desk', async () => {
    const { world, writes } = ida
    const { mail } = world.stating.manifest.privacyContact
    expect((await world.visitor().get('/datenschutz')).text).toContain(mail)
    expect(await writes(mail, 'Frage', 'Was haben Sie über mich gespeichert?')).toMatch(/^250/)
    await expectRequest(world, 'Was haben Sie über mich gespeichert?', 'desk')
  })
  formAndLetter(() => ida.world)
})
