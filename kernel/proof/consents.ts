import type { ClientBase } from 'pg'
import { consents } from '../declare/activities.ts'
import { hours, later } from '../clock/clock.ts'
import { qualified } from '../declare/qualified.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { settingOf } from '../statement/manifest.ts'
import { latestDue } from '../declare/periods.ts'
import type { Findings } from './findings.ts'
import { declaredActivities, statedTables, type ProofContext } from './context.ts'
import { looking } from './looking.ts'

/**
 * What rests on consent: each person in it has one, each hand-over was covered by one that was valid then, and the
 * words of each are on record.
 */
export async function proveConsents(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  if (!context.stated.states(consents.name)) return
  await looking(client, { name: 'what people consented to' }, found, ['kernel.consents/words'], () =>
    wordsAsShown(client, found),
  )
  for (const activity of declaredActivities(context).filter(
    one => isByConsent(one) && context.stated.states(one.name),
  )) {
    await nobodyWithout(client, context, activity, deep, found)
    const its = { name: `what stands under '${activity.name}'` }
    await looking(client, its, found, [`${activity.name}/basis`], () =>
      handedOverUnderConsent(client, context, activity, found),
    )
    await looking(client, its, found, [`${activity.name}/asks`, `${activity.name}/proof`], () =>
      howItStands(client, activity, found),
    )
  }
}

async function wordsAsShown(client: ClientBase, found: Findings): Promise<void> {
  const {
    rows: [row],
  } = await client.query<{ texts: number; other: number }>(
    `select count(*) as texts, count(*) filter (where hash <> encode(sha256(convert_to(wording, 'UTF8')), 'hex')) as other from obhut.consent_text`,
  )
  const { texts = 0, other = 0 } = row ?? {}
  if (other)
    found.fault(
      `${other} of ${texts} texts of consents are no longer what was shown: their hash is another`,
      'kernel.consents/words',
    )
  found.shows('kernel.consents/words', {
    from: 'rows',
    rows: texts,
    says: `${texts} texts on record, each with the hash that it was shown under`,
  })
}

const sample = 10_000

/**
 * A consent that has just ended may leave rows for as long as the job takes that removes them; nobody sees them
 * meanwhile.
 */
async function nobodyWithout(
  client: ClientBase,
  context: ProofContext,
  { name }: AnyActivity,
  deep: boolean,
  found: Findings,
): Promise<void> {
  for (const table of statedTables(context).filter(
    ({ under, about }) => under.name === name && about.who === 'owner',
  )) {
    await looking(client, table, found, [`${name}/basis`], async () => {
      const {
        rows: [row],
      } = await client.query<{ looked: number; without: number }>(
        `
        select count(*) as looked, count(*) filter (where not exists (
          select from obhut.consent c where c.subject = few.subject and c.purpose = $1 and (c.state = 'given' or c.ended_at > $2))) as without
        from (select t.subject from ${qualified(table)} t${deep ? '' : ` limit ${sample}`}) few`,
        [name, later(context.now, -hours(1))],
      )
      const { looked = 0, without = 0 } = row ?? {}
      if (without)
        found.fault(
          `${without} of ${looked} rows of ${table.name} are about people who have not consented to '${name}'`,
          `${name}/basis`,
        )
      found.shows(`${name}/basis`, {
        from: 'rows',
        rows: looked,
        says: `${looked} rows of ${table.name} looked at, all about people who consent${looked === sample && !deep ? ' (a sample; --deep looks at all)' : ''}`,
      })
    })
  }
}

/** As far back as ended consents are kept. */
async function handedOverUnderConsent(
  client: ClientBase,
  { now, manifest }: ProofContext,
  { name }: AnyActivity,
  found: Findings,
): Promise<void> {
  const {
    rows: [row],
  } = await client.query<{ looked: number; uncovered: number }>(
    `
    select count(*) as looked, count(*) filter (where not exists (
      select from obhut.consent c join obhut.consent_event g on g.consent_id = c.id and g.what = 'given' and g.at <= d.at
      where c.subject = d.subject and c.purpose = d.activity and c.recipient in ('', d.recipient)
        and not exists (select from obhut.consent_event e where e.consent_id = c.id and e.what <> 'given' and e.at > g.at and e.at < d.at))) as uncovered
    from (select subject, activity, recipient, at from obhut.disclosure where activity = $1 and at > $2 order by at desc limit ${sample}) d`,
    [name, latestDue(now, settingOf(manifest, consents.keep), manifest.timeZone, 'the moment')],
  )
  const { looked = 0, uncovered = 0 } = row ?? {}
  if (uncovered)
    found.fault(
      `${uncovered} of ${looked} hand-overs of '${name}' were covered by no consent of the person at the time`,
      `${name}/basis`,
    )
  found.shows(`${name}/basis`, {
    from: 'rows',
    rows: looked,
    says: `${looked} hand-overs under it, each covered by a consent that was valid then`,
  })
}

async function howItStands(client: ClientBase, { name }: AnyActivity, found: Findings): Promise<void> {
  const {
    rows: [row],
  } = await client.query<{ given: number; ended: number; wordless: number; proofs: number }>(
    `
    select count(*) filter (where c.state = 'given') as given, count(*) filter (where c.state = 'withdrawn') as ended,
      count(*) filter (where c.state = 'given' and not exists (select from obhut.consent_event e where e.consent_id = c.id and e.what = 'given' and e.text_id is not null)) as wordless,
      (select count(*) from obhut.consent_proof p where p.purpose = $1) as proofs
    from obhut.consent c where c.purpose = $1`,
    [name],
  )
  const { given = 0, ended = 0, wordless = 0, proofs = 0 } = row ?? {}
  if (wordless)
    found.fault(`${wordless} consents to '${name}' have no words on record that they were given to`, `${name}/asks`)
  found.shows(`${name}/asks`, {
    from: 'rows',
    rows: given,
    says: `${given} consents given, each to words that are on record`,
  })
  found.shows(`${name}/proof`, {
    from: 'rows',
    rows: proofs,
    says: `${proofs} proofs of consents that ended, each as a keyed hash`,
  })
  found.shows('statement/right/A7-3', {
    from: 'rows',
    rows: ended,
    says: `${ended} consents to '${name}' withdrawn, none of which opens anything`,
  })
}
