import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { TheProof } from '../../platform/services.ts'
import { delivery } from '../../modules/mail/activities.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { mail } from '../../modules/mail/index.ts'
import { aRelay } from '../../modules/mail/relay-for-test.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, minutes, type Doubt } from '../clock/clock.ts'
import { person } from '../store/work.ts'

const modules = [kernel, mail]
const inDays = (n: number): string => Temporal.Now.plainDateISO('Europe/Berlin').add({ days: n }).toString()

/** A platform whose mail goes to a real relay, under a contract and a safeguard with these ends. */
async function started(
  post: { readonly contract?: object; readonly safeguard?: object },
  stores: object = {},
): Promise<{ readonly world: World; readonly taken: readonly unknown[] }> {
  const relay = await aRelay()
  const file = join(await mkdtemp(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  await writeFile(file, relay.cert)
  const manifest = parse(aManifest(modules))
  Object.assign(manifest.recipients.post, post)
  Object.assign(manifest.stores.database, stores)
  const world = await aWorld({
    modules,
    manifest: stringify(manifest),
    settings: { smtpUrl: `smtp://localhost:${relay.port}?ca=${file}` },
  })
  return { world, taken: relay.taken }
}
async function puts(world: World): Promise<void> {
  const subjectId = randomUUID()
  await world.store.under(delivery, person(subjectId), work =>
    world.offered(Mailer).post(work, { to: 'ada@example.org', subjectId, language: 'en', title: 'A letter', says: [] }),
  )
}
async function posts(world: World): Promise<void> {
  await puts(world)
  await world.settle()
}
const told = (world: World): string[] =>
  world.faults
    .splice(0)
    .filter(({ what }) => what === 'recipients')
    .map(({ error }) => (error as Error).message)
const alarms = (world: World) =>
  world.rows('select kind, urgent, ended_at is not null as over from obhut.alarm order by since, kind')
const letters = (world: World) =>
  world.rows('select state, answer, content is not null as whole from mail.letter order by posted_at')
const promise = async (world: World) =>
  (await world.offered(TheProof).prove()).promises.find(({ id }) => id === 'statement/recipient/post')

describe.each([
  [
    'contract',
    { contract: { since: '2026-01-01', until: inDays(3) } },
    /^The contract with Briefdienst GmbH \(post\)/,
    /Renew the contract/,
  ],
  [
    'safeguard',
    { safeguard: { basis: 'eu-gdpr:A46-2-c', until: inDays(3) } },
    /^The safeguard for transfers to Briefdienst GmbH \(post\)/,
    /Agree on a new safeguard/,
  ],
] as const)('the %s of a recipient', (what, post, subject, mend) => {
  it('is told of before its end, and after it nothing goes there, while the platform goes on and starts', async () => {
    const { world, taken } = await started(post)
    await world.settle()
    expect(told(world)).toEqual([expect.stringMatching(subject)])
    await posts(world)
    expect(taken).toHaveLength(1)
    await world.turnBy(days(4))
    const [after] = told(world)
    expect(after).toMatch(subject)
    expect(after).toMatch(/ended on .*\. Nothing has been handed over since\./)
    expect(after).toMatch(mend)
    await posts(world)
    expect(taken).toHaveLength(1)
    expect(await letters(world)).toMatchObject([
      { state: 'sent' },
      { state: 'waiting', answer: 'contract ended', whole: true },
    ])
    expect(await alarms(world)).toMatchObject([
      { kind: `ContractIsDue post ${what}`, urgent: false, over: true },
      { kind: `ContractHasEnded post ${what}`, urgent: true, over: false },
    ])
    expect(await promise(world)).toMatchObject({
      holds: true,
      evidence: expect.arrayContaining([
        expect.objectContaining({ says: expect.stringContaining('nothing has been handed over since') }),
      ]),
    })
    told(world)
  })
  it('has not ended by a clock that is in doubt', async () => {
    const { world, taken } = await started(post)
    const expected = world.clock.now()
    await world.turnBy(days(4))
    let doubt: Doubt | undefined = { is: 'ahead', shows: world.clock.now(), expected }
    world.clock.watchedBy(() => doubt)
    await puts(world)
    await world.jobs.drain()
    expect(taken).toHaveLength(1)
    doubt = undefined
    told(world)
  })
  it('starts where it has ended already, and the proof finds what went there all the same', async () => {
    const over = structuredClone(post) as { contract?: { until: string }; safeguard?: { until: string } }
    for (const one of Object.values(over)) one.until = inDays(-10)
    const { world } = await started(over)
    await world.settle()
    expect(told(world)).toEqual([expect.stringMatching(/has been handed over since/)])
    await world.rows(
      `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject) values (now(), 'post', 'mail.delivery', '{}', 'x', gen_random_uuid())`,
    )
    expect(await promise(world)).toMatchObject({
      holds: false,
      against: [expect.stringMatching(/and 1 hand-overs went there since/)],
    })
    world.faults.splice(0)
  })
})

it('a contract ends with its last day and not before, and whoever runs a store has the data still', async () => {
  const { world, taken } = await started({ contract: { since: '2026-01-01', until: inDays(0) } }, { recipient: 'post' })
  await posts(world)
  expect(taken).toHaveLength(1)
  await world.turnBy(days(1) + minutes(5))
  expect(told(world).at(-1)).toContain('What is stored there still lies there')
})
