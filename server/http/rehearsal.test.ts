import { mkdtemp, writeFile, mkdir } from 'node:fs/promises'
import { createHash, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { delivery } from '../../modules/mail/activities.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { aRelay } from '../../modules/mail/relay-for-test.ts'
import { everyModule } from '../modules.ts'
import { aWorld } from '../testing/world.ts'

it('a rehearsal sends nobody a letter, takes in no gateway, and says on every page what it is', async () => {
  const relay = await aRelay()
  const folder = await mkdtemp(join(tmpdir(), 'obhut-rehearsal-'))
  await writeFile(join(folder, 'relay.pem'), relay.cert)
  await mkdir(join(folder, 'portal'))
  await writeFile(
    join(folder, 'portal', 'index.html'),
    '<!doctype html><html lang="de"><head><title>Portal</title></head><body class="x"><div id="root"></div></body></html>',
  )
  const world = await aWorld({
    modules: everyModule,
    portal: join(folder, 'portal'),
    settings: { rehearsal: true, smtpUrl: `smtp://localhost:${relay.port}?ca=${join(folder, 'relay.pem')}` },
  })
  const subjectId = randomUUID()
  await world.store.under(delivery, person(subjectId), work =>
    world.offered(Mailer).post(work, { to: 'ada@example.org', subjectId, language: 'en', title: 'A letter', says: [] }),
  )
  await world.settle()
  await world.turnBy(minutes(30))
  expect([relay.taken, relay.envelopes]).toEqual([[], []])
  expect(await world.rows('select state, handed_over_at from mail.letter')).toEqual([
    { state: 'waiting', handed_over_at: null },
  ])
  expect(world.mqttPort).toBeUndefined()
  const page = world.visitor({ accept: 'text/html' })
  for (const path of ['/', '/datenschutz', '/privacy', '/impressum', '/app/', '/app/console', '/there-is-none']) {
    const { text, headers } = await page.get(path)
    expect(text, path).toContain('Probebetrieb: Nichts verlässt diese Installation')
    expect(text.match(/Rehearsal: nothing leaves/g), path).toHaveLength(1)
    const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(
      ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    )
    expect(
      styles.filter(hash => !headers.get('content-security-policy')?.includes(hash)),
      path,
    ).toEqual([])
    expect(text, path).toContain('<style>.rehearsal{')
  }
  const real = await aWorld({ modules: everyModule })
  expect((await real.visitor({ accept: 'text/html' }).get('/')).text).not.toContain('Probebetrieb')
})
