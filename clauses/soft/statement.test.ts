import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { defineModule } from '../../platform/module.ts'
import { text } from '../../kernel/declare/columns.ts'
import { owner, subject } from '../../kernel/declare/subject.ts'
import { table } from '../../kernel/declare/table.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { contract, PersonalData, Purpose } from '../../kernel/declare/terms.ts'
import { person, signsIn } from '../../modules/identity/people-for-test.ts'
import { everyModule } from '../../server/modules.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import {
  broken,
  failsTheProofForAColumn,
  givesPurposeAndBasis,
  laysItOpenTo,
  namesEachColumn,
  startsNothingWithoutBasis,
  told,
} from '../site.ts'
import { staffOf } from '../staff.ts'
import { statementWith, type ManifestData } from '../written.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('soft')
})
const startWith = async (change: (of: ManifestData) => void): Promise<World> =>
  aWholeWorld({ manifest: await statementWith('soft', change) })

interface Recorded {
  readonly activity: string
  readonly recipients: readonly { name: string; contractSince: string | null; role: string }[]
  readonly columns: readonly { table: string; column: string; purposes: readonly string[]; until: string }[]
}
const recordOf = async (of: World): Promise<readonly Recorded[]> =>
  (await (await staffOf(of, ['privacy'])).get('/api/desk/record')).body.activities as Recorded[]

describe(clause('soft/0-b'), () => {
  it('names each letter of Art. 6(1), with the purposes', async () => givesPurposeAndBasis(world))
  it('leaves out no column that is kept', async () => namesEachColumn(world))
  it('lays open to a person each category with its purpose, and the ways to the rights', async () =>
    laysItOpenTo(world, await signsIn(world.visitor(), await aCustomer(world, 'ida@example.org'))))
  it('starts nothing without a legal basis', async () => startsNothingWithoutBasis('soft'))
})

describe(clause('soft/1-c'), () => {
  it('names the hosting provider as a processor with its contract, in manifest, statement and record', async () => {
    const { stores, recipients } = world.stating.manifest
    const host = recipients.find(({ id }) => id === stores[0]?.recipient)
    expect(host).toMatchObject({
      name: 'Rechenhaus Mitte GmbH',
      role: 'dpv:DataProcessor',
      contract: { since: '2026-06-01' },
    })
    const said = await told(world)
    expect(said.get('statement/recipient/rechenhaus')).toMatch(
      /arbeitet in unserem Auftrag .* protokolliert Zugriffe für uns.*Vertrag darüber besteht seit dem 1\. Juni 2026/,
    )
    expect(said.get('website.access-log/recipients')).toContain('Rechenhaus Mitte GmbH')
    const log = (await recordOf(world)).find(one => one.activity === 'website.access-log')
    expect(log?.recipients).toContainEqual(
      expect.objectContaining({ name: 'Rechenhaus Mitte GmbH', contractSince: '2026-06-01' }),
    )
  })
  it.each<[what: string, change: (of: ManifestData) => void, says: RegExp]>([
    [
      'is not declared',
      of => {
        of['stores'].database.recipient = 'wolkenheim'
      },
      /no recipient 'wolkenheim' is declared/,
    ],
    [
      'was declared, and is so no longer',
      of => {
        delete of['recipients'].rechenhaus
      },
      /no recipient 'rechenhaus' is declared/,
    ],
    [
      'has no contract',
      of => {
        delete of['recipients'].rechenhaus.contract
      },
      /without a contract on record \(Art\. 28\(3\) GDPR\)/,
    ],
  ])('does not start where the provider %s', async (_, change, says) => {
    await expect(startWith(change)).rejects.toThrow(says)
  })
})

describe(clause('soft/2-d'), () => {
  it('passes the proof as it runs', async () => expect(await broken(world)).toEqual([]))
  it('fails it for one column more', async () => failsTheProofForAColumn(await platformOf('soft')))
  it('fails it for a period that is not kept, in a row that stays a day too long', async () => {
    const own = await platformOf('soft')
    await own.visitor().get('/')
    await own.settle()
    await own.jobs.stop()
    await own.rows('update website.request set at = $1', [new Date(own.clock.now().getTime() - days(9.5))])
    expect(await broken(own)).toEqual(['website.access-log/keep', 'website.access-log/end/website.request'])
  })
  it('fails it for a recipient more', async () => {
    const own = await platformOf('soft')
    await own.rows(
      `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject) select since + interval '1 minute', 'stranger', 'mail.delivery', '{pd:EmailAddress}', 'none', gen_random_uuid() from obhut.in_force`,
    )
    expect(await broken(own)).toEqual(['statement/disclosure'])
  })
  it('fails it for a purpose more that may read', async () => {
    const own = await platformOf('soft')
    await own.rows(`grant select (mail) on identity.account to "${own.store.roles.of('website.access-log')}"`)
    try {
      expect(await broken(own)).toEqual(['identity.account/purpose'])
    } finally {
      await own.rows(`revoke select (mail) on identity.account from "${own.store.roles.of('website.access-log')}"`)
    }
  })
})

describe(clause('soft/3-a'), () => {
  it('gives in the record of processing the purpose and the end of every column about persons', async () => {
    const record = await recordOf(world)
    // Files are told by the columns that they belong to.
    const stated = [...world.declarations.tables.values()].filter(
      ({ about, under, holdsFiles }) => about.who !== 'nobody' && !holdsFiles && world.stating.states(under.name),
    )
    const expected = stated.flatMap(({ name, columns }) => Object.keys(columns).map(column => `${name}.${column}`))
    const columns = record.flatMap(one => one.columns)
    expect(new Set(columns.map(({ table: name, column }) => `${name}.${column}`))).toEqual(new Set(expected))
    expect(columns.length).toBeGreaterThan(80)
    for (const { table: name, column, purposes, until } of columns)
      expect([`${name}.${column}`, purposes.length > 0, until.length > 5]).toEqual([`${name}.${column}`, true, true])
  })
  it('does not start with a column that has no end, or serves nothing', async () => {
    const words = { de: 'Sammeln', en: 'Collecting' }
    const collecting = activity('collecting', {
      purposes: [Purpose.CustomerCare],
      basis: contract,
      title: words,
      words,
    })
    const aimless = activity('collecting', { purposes: [] as never, basis: contract, title: words, words })
    const hoard = (under: typeof collecting) =>
      table('collecting.hoard', {
        about: owner(subject('customer', { provenBy: ['mail'] })),
        under,
        columns: { name: text({ is: PersonalData.Name, from: 'the customer' }) },
      } as never)
    const manifest = await statementWith('soft', of => {
      of['activities'].collecting = {}
    })
    for (const [under, says] of [
      [collecting, /'collecting\.hoard' holds data about persons and does not say until when/],
      [aimless, /'collecting' has no purpose \(Art\. 5\(1\)\(b\) GDPR\)/],
    ] as const) {
      await expect(
        aWholeWorld({
          manifest,
          modules: [...everyModule, defineModule('collecting', { activities: [under], keeps: [hoard(under)] })],
        }),
      ).rejects.toThrow(says)
    }
  })
  it('keeps no row beyond its end, on any day that the clock shows', async () => {
    const own = await platformOf('soft')
    const ida = await signsIn(own.visitor(), await aCustomer(own, 'ida@example.org'))
    await ida.get('/api/my-data')
    await own.visitor().post('/api/registrations', person({ mail: 'never-confirmed@example.org' }))
    await own.visitor().get('/datenschutz')
    await own.settle()
    const overdue = async (): Promise<string[]> =>
      (await broken(own)).filter(promise => /\/(keep|end|linkValid|idle)/.test(promise))
    for (const day of [1, 2, 8, 31, 91]) {
      await own.turnBy(days(day))
      expect([day, await overdue()]).toEqual([day, []])
      if (day === 1) expect(await own.rows('select from website.request')).not.toEqual([])
    }
    // What had a period is over; the account has none.
    expect(await own.rows('select from identity.registration')).toEqual([])
    expect(
      await own.rows(`select from website.request where at < $1`, [new Date(own.clock.now().getTime() - days(9))]),
    ).toEqual([])
    expect(await own.rows('select from identity.account')).toHaveLength(1)
  })
})
