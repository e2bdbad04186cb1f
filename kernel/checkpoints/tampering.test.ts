import { Client } from 'pg'
import { expect, it } from 'vitest'
import { eraseSubject } from '../rights/erase.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { aLog } from './log-for-test.ts'
import { eachDigest, headOf, noHead } from '../sealing/seal.ts'
import { bytesOf, digestIn, Tree } from '../audit/tree.ts'
import { verifyOver } from './verify.ts'
import { witnessIn } from './witness.ts'

const times = 1000
const seed = 20_261_126

/** Somebody with the owner's login and a plan: what is done, to which table, in SQL; `$1` is a number by chance. */
interface Tampering {
  readonly says: string
  readonly needs?: 'witness'
  readonly does: (client: Client, chance: Chance) => Promise<void>
}
interface Chance {
  below(n: number): number
  of<T>(many: readonly T[]): T
}

/** Mulberry32: the same numbers for the same seed. */
function chanceFrom(start: number): Chance {
  let state = start
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return { below, of: many => many[below(many.length)]! } // none of the lists is empty
}

const order: Readonly<Record<string, string>> = {
  audit_entry: 'seal, place',
  audit_entry_arriving: 'id',
  audit_person: 'entry_id, subject',
  audit_person_arriving: 'entry_id, subject',
  audit_seal: 'number',
  audit_gone: 'entry_id',
  audit_origin: 'id',
}
/** Of the table itself, without what arrives for it. */
const one = (table: string, chance: Chance, where = 'true'): string =>
  `(select ctid from only obhut.${table} where ${where} order by ${order[table]} offset ${chance.below(1000)} % (select count(*) from only obhut.${table} where ${where}) limit 1)`
const sealed = 'seal is not null'
const edit = (says: string, table: string, sets: readonly string[], where?: string): Tampering => ({
  says,
  does: async (client, chance) => {
    await client.query(`update only obhut.${table} set ${chance.of(sets)} where ctid = ${one(table, chance, where)}`)
  },
})
/** Changes of facts about a person that their digest notices. */
const factsChanged = [
  `facts = facts || '{"name": "somebody else"}'`,
  `facts = '{}'`,
  `facts = facts || '{"more": null}'`,
  'salt = sha256(salt)',
  'subject = gen_random_uuid()',
  `part = case part when 'acted' then 'concerned' else 'acted' end`,
  `at = at - interval '1 day'`,
  'place = place + 1',
  'place = -1',
  'entry_id = gen_random_uuid()',
]

const tamperings: readonly Tampering[] = [
  edit(
    'a fact of an entry was changed',
    'audit_entry',
    [
      `at = at - interval '1 millisecond'`,
      `at = at + interval '2 days'`,
      `activity = activity || 'x'`,
      `activity = 'identity.account'`,
      `what = 'did nothing'`,
      `about = coalesce(about, '') || '.'`,
      `rows = rows + 1`,
      `actor = case actor when 'platform' then 'staff' else 'platform' end`,
      `personal = case when personal is null then sha256('x') end`,
      `personal = sha256(coalesce(personal, 'y'))`,
      `covers = sha256(coalesce(covers, 'x'))`,
      `up_to = coalesce(up_to, at) + interval '1 day'`,
      'id = gen_random_uuid()',
    ],
    sealed,
  ),
  edit(
    'an entry stands elsewhere',
    'audit_entry',
    [
      'place = place + 1',
      'place = place + 100',
      'place = -1',
      'place = null',
      'seal = seal + 1',
      'seal = seal + 100',
      'seal = seal - 1',
      `sealed_at = sealed_at + interval '1 second'`,
      'sealed_at = null',
    ],
    sealed,
  ),
  edit(
    'an entry is said to be unsealed',
    'audit_entry',
    ['seal = null', 'seal = null, place = null, sealed_at = null'],
    sealed,
  ),
  edit('facts about a person were changed', 'audit_person', factsChanged, `facts <> '{}'`),
  edit('facts that wait for their seal were changed', 'audit_person_arriving', factsChanged, `facts <> '{}'`),
  // What an entry says that has no seal yet, and whether it is there, nobody can tell: a seal takes half a second.
  edit('an entry that waits for its seal was changed', 'audit_entry_arriving', [
    'seal = 1',
    'seal = 100',
    'place = 0',
    'sealed_at = at',
    `seal = 1, place = 0, sealed_at = at`,
    `personal = case when personal is null then sha256('x') end`,
    `personal = sha256(coalesce(personal, 'y'))`,
    `personal = substr(personal, 2)`,
    `covers = sha256('x')`,
    `at = at + interval '1 year'`,
    `at = at - interval '1 second'`,
    'id = gen_random_uuid()',
  ]),
  {
    says: 'facts that wait for their seal were taken out or put in',
    does: async (client, chance) => {
      const its = one('audit_person_arriving', chance)
      await client.query(
        chance.below(2)
          ? `delete from only obhut.audit_person_arriving where ctid = ${its}`
          : `insert into obhut.audit_person_arriving (entry_id, place, part, salt, facts, at, subject, version) select entry_id, place + ${chance.below(2)}, part, salt, facts, at, gen_random_uuid(), version from only obhut.audit_person_arriving where ctid = ${its}`,
      )
    },
  },
  {
    says: 'a sealed entry was laid where entries arrive',
    does: async (client, chance) => {
      const columns = 'id, at, activity, what, about, rows, actor, personal, covers, up_to'
      const its = one('audit_entry', chance)
      await client.query(
        chance.below(2)
          ? `with gone as (delete from only obhut.audit_entry where ctid = ${its} returning *) insert into obhut.audit_entry_arriving (${columns}) select ${columns} from gone`
          : `insert into obhut.audit_entry_arriving (${columns}, seal, place, sealed_at) select ${columns}, seal, place, sealed_at from only obhut.audit_entry where ctid = ${its}`,
      )
    },
  },
  {
    says: 'an entry was laid into the log without a seal',
    does: async (client, chance) => {
      const its = one('audit_entry_arriving', chance)
      await client.query(
        `with moved as (delete from only obhut.audit_entry_arriving where ctid = ${its} returning *) insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, personal) select id, at, activity, what, about, rows, actor, personal from moved`,
      )
    },
  },
  edit('from where somebody came was changed', 'audit_origin', [
    `user_name = coalesce(user_name, '') || 'x'`,
    'user_name = null',
    `address = decode(repeat('01', 40), 'hex')`,
    `browser = 'another'`,
    `browser_version = '1'`,
    `os = 'another'`,
    'subject = gen_random_uuid()',
    'salt = sha256(salt)',
    'place = place + 1',
    'place = 0',
    'entry_id = gen_random_uuid()',
    `at = at + interval '1 day'`,
  ]),
  edit('a seal was changed', 'audit_seal', [
    `at = at + interval '1 millisecond'`,
    'entries = entries + 1',
    `root = sha256(root)`,
    'before = sha256(before)',
    'head = sha256(head)',
    'number = number + 1000',
    'number = 0',
  ]),
  edit('the list of an erasure was changed', 'audit_gone', [
    'erasure = gen_random_uuid()',
    `at = at + interval '1 second'`,
    'place = place + 2',
    'entry_id = gen_random_uuid()',
  ]),
  {
    says: 'an entry was taken out',
    does: async (client, chance) => {
      const {
        rows: [gone],
      } = await client.query(
        `delete from only obhut.audit_entry where ctid = ${one('audit_entry', chance, sealed)} returning id, seal, place`,
      )
      for (const table of ['audit_person', 'audit_origin'])
        await client.query(`delete from obhut.${table} where entry_id = $1`, [gone.id])
      if (chance.below(2))
        await client.query('update obhut.audit_entry set place = place - 1 where seal = $1 and place > $2', [
          gone.seal,
          gone.place,
        ])
    },
  },
  {
    says: 'two entries changed places',
    does: async (client, chance) => {
      await client.query(`with pair as (select e.seal, e.place as a, e.place + 1 as b from only obhut.audit_entry e where e.ctid = ${one('audit_entry', chance, `${sealed} and place > 0`)})
      update obhut.audit_entry e set place = case e.place when p.a then p.a - 1 else p.a end from pair p where e.seal = p.seal and e.place in (p.a - 1, p.a)`)
    },
  },
  {
    says: 'an entry was put in',
    does: async (client, chance) => {
      const {
        rows: [there],
      } = await client.query(`select * from only obhut.audit_entry where ctid = ${one('audit_entry', chance, sealed)}`)
      if (chance.below(2))
        await client.query('update obhut.audit_entry set place = place + 1 where seal = $1 and place >= $2', [
          there.seal,
          there.place,
        ])
      await client.query(
        `insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, seal, place, sealed_at) values (gen_random_uuid(), $1, 'kernel.accountability', 'made up', null, 1, 'platform', $2, $3, $4)`,
        [there.at, there.seal, there.place, there.sealed_at],
      )
    },
  },
  {
    says: 'facts about a person were taken out',
    does: async (client, chance) => {
      const table = chance.of(['audit_person', 'audit_origin'] as const)
      const {
        rows: [gone],
      } = await client.query(
        `delete from only obhut.${table} where ctid = ${one(table, chance)} returning entry_id, place, at`,
      )
      // Dressed up as if an erasure had taken them: one that there was, one that there was not.
      const erasure = [
        null,
        `(select id from obhut.audit_entry where covers is not null limit 1)`,
        'gen_random_uuid()',
      ][chance.below(3)]
      if (erasure)
        await client.query(
          `insert into obhut.audit_gone (entry_id, place, erasure, at) values ($1, $2, ${erasure}, (select at from obhut.audit_entry where covers is not null limit 1))`,
          [gone.entry_id, gone.place],
        )
    },
  },
  {
    says: 'facts about a person were put in',
    does: async (client, chance) => {
      await client.query(
        `insert into obhut.audit_person (entry_id, place, part, salt, facts, at, subject, version) select entry_id, place + ${chance.below(2)}, part, salt, facts, at, gen_random_uuid(), version from only obhut.audit_person where ctid = ${one('audit_person', chance)}`,
      )
    },
  },
  {
    says: 'the list of an erasure was cut',
    does: async (client, chance) => {
      await client.query(
        chance.below(2)
          ? 'delete from obhut.audit_gone'
          : `delete from obhut.audit_gone where ctid = ${one('audit_gone', chance)}`,
      )
    },
  },
  {
    says: 'a seal was taken out',
    does: async (client, chance) => {
      // The newest with all that it seals is another tampering: only a witness notices that.
      const {
        rows: [gone],
      } = await client.query(
        `delete from obhut.audit_seal where ctid = ${one('audit_seal', chance, 'number < (select max(number) from obhut.audit_seal)')} returning number`,
      )
      if (chance.below(2)) await takenOut(client, 'seal = $1', [gone.number])
      if (chance.below(2)) {
        await client.query('update obhut.audit_entry set seal = seal - 1 where seal > $1', [gone.number])
        await client.query('update obhut.audit_seal set number = -(number - 1) where number > $1', [gone.number])
        await client.query('update obhut.audit_seal set number = -number where number < 0')
      }
    },
  },
  {
    says: 'seals changed places',
    does: async (client, chance) => {
      const {
        rows: [{ number }],
      } = await client.query(
        `select number from obhut.audit_seal where number > 1 and ctid = ${one('audit_seal', chance, 'number > 1')}`,
      )
      for (const sql of [
        'update obhut.audit_seal set number = -number where number in ($1::bigint, $1::bigint - 1)',
        'update obhut.audit_seal set number = case -number when $1::bigint then $1::bigint - 1 else $1::bigint end where number < 0',
        'update obhut.audit_entry set seal = 2 * $1::bigint - 1 - seal where seal in ($1::bigint, $1::bigint - 1)',
      ])
        await client.query(sql, [number])
    },
  },
  {
    says: 'entries were taken out and a sweep made up',
    does: async (client, chance) => {
      const {
        rows: [{ number }],
      } = await client.query(`select number from obhut.audit_seal where ctid = ${one('audit_seal', chance)}`)
      await takenOut(client, 'seal = $1', [number])
      for (const about of ['obhut.audit_entry', 'obhut.audit_person'])
        await client.query(
          `insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, up_to) select gen_random_uuid(), max(at), 'kernel.accountability', 'expired', $1, 4, 'platform', max(at) from obhut.audit_seal`,
          [about],
        )
    },
  },
  {
    says: 'the log was cut off',
    needs: 'witness',
    does: async (client, chance) => {
      const {
        rows: [{ last }],
      } = await client.query('select max(number)::int as last from obhut.audit_seal')
      const from = last - chance.below(last - 1)
      await takenOut(client, 'seal >= $1', [from])
      await client.query('delete from obhut.audit_seal where number >= $1', [from])
    },
  },
  {
    says: 'the log was written anew, as if it had always been so',
    needs: 'witness',
    does: async (client, chance) => {
      const {
        rows: [entry],
      } = await client.query(
        `update only obhut.audit_entry set what = 'did nothing', rows = ${chance.below(9)} where ctid = ${one('audit_entry', chance, sealed)} returning seal`,
      )
      if (chance.below(2))
        await client.query(
          'delete from obhut.audit_entry where seal = $1 and place = (select max(place) from obhut.audit_entry where seal = $1) and place > 0 and personal is null',
          [entry.seal],
        )
      await sealedAnew(client, Number(entry.seal))
    },
  },
  {
    says: 'the end of the log was forgotten and sealed anew',
    needs: 'witness',
    does: async client => {
      await client.query('delete from obhut.audit_seal where number = (select max(number) from obhut.audit_seal)')
      await client.query(
        `update obhut.audit_entry set seal = null, place = null, sealed_at = null where seal > (select max(number) from obhut.audit_seal)`,
      )
    },
  },
]

async function takenOut(client: Client, where: string, values: unknown[]): Promise<void> {
  for (const table of ['audit_person', 'audit_origin'])
    await client.query(
      `delete from obhut.${table} where entry_id in (select id from obhut.audit_entry where ${where})`,
      values,
    )
  await client.query(`delete from obhut.audit_entry where ${where}`, values)
}

/** What somebody does who knows how the log is sealed: every root and head from here to the end is reckoned anew. */
async function sealedAnew(client: Client, from: number): Promise<void> {
  const { rows: seals } = await client.query(
    'select number::int, at, before from obhut.audit_seal where number >= $1 order by number',
    [from],
  )
  let before = from === 1 ? noHead : digestIn(seals[0].before)
  for (const { number, at } of seals) {
    const tree = new Tree()
    await eachDigest(client, number, leaf => {
      tree.add(leaf)
    })
    const seal = { number, at, entries: tree.leaves, root: tree.root, before }
    await client.query(
      'update obhut.audit_seal set entries = $2, root = $3, before = $4, head = $5 where number = $1',
      [number, tree.leaves, bytesOf(tree.root), bytesOf(before), bytesOf(headOf(seal))],
    )
    before = headOf(seal)
  }
}

it(`finds each of ${times} edits, deletions, reorderings and truncations of the log, what has no seal yet included, alone and several at once, by somebody with the owner's login`, {
  timeout: 600_000,
}, async () => {
  const log = await aLog(22, { sealedByHand: true })
  for (const person of log.persons.slice(3, 6)) await eraseSubject(log.store, { kind: 'customer', id: person })
  await log.notes(log.persons[9]!, { name: 'once more' }, { name: 'and again' }) // there are twenty-two
  await log.seal()
  for (let count = 0; count < 5; count++) await log.notes(log.persons[10 + count]!, { name: `under way ${count}` }) // as above
  const [periods, witness] = [await log.periods(), await witnessIn(log.witnessFile)]
  const client = new Client({ ...testCluster(), database: log.database.place.database })
  await client.connect()
  const chance = chanceFrom(seed)
  const missed: string[] = []
  const done = new Map<string, number>()
  const verified = (witnesses = [witness]) => verifyOver(client, log.clock.now(), periods, { witnesses })
  await client.query('begin')
  expect(await verified()).toMatchObject({ faults: [], erased: 6, unsealed: 5 })
  await client.query('rollback')
  for (let time = 0; time < times; time++) {
    const first = tamperings[time % tamperings.length]! // within the list
    const plan = [
      first,
      ...Array.from({ length: chance.below(4) === 0 ? 1 + chance.below(2) : 0 }, () => chance.of(tamperings)),
    ]
    const says = plan.map(one => one.says).join(', and ')
    await client.query('begin')
    try {
      // What another one took out first cannot be changed any more; the first of a plan always stands.
      for (const [index, tampering] of plan.entries()) {
        await client.query('savepoint next')
        await tampering.does(client, chance).catch(async error => {
          if (index === 0) throw new Error(`${says}: ${(error as Error).message}`, { cause: error })
          await client.query('rollback to next')
        })
      }
      const { faults } = await verified(plan.some(one => one.needs) || chance.below(2) ? [witness] : [])
      if (faults.length === 0) missed.push(says)
      done.set(first.says, (done.get(first.says) ?? 0) + 1)
    } finally {
      await client.query('rollback')
    }
  }
  await client.end()
  expect(missed).toEqual([])
  expect([...done.values()].reduce((sum, count) => sum + count, 0)).toBe(times)
  expect(Math.min(...done.values())).toBeGreaterThanOrEqual(40)
})
