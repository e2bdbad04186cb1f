import { sql } from 'kysely'
import { accountability } from '../declare/activities.ts'
import { platform, type Work } from '../store/work.ts'
import { inForce, stated, statement } from '../versions/tables.ts'
import { ImportRefused } from './problems.ts'

/** What people were told when their data was collected: a version of our statement, or a notice that was sent to them. */
export type Told =
  | { readonly collectedUnder: number; readonly noticeSentAt?: never }
  | { readonly noticeSentAt: Date; readonly collectedUnder?: never }

/**
 * The version of the statement that imported rows are of. It has been in force, and states the activity that they are for:
 * otherwise people were never told of it (Art. 13, 14 GDPR).
 */
export async function versionTold(work: Work, told: Told): Promise<number> {
  // What comes from a form or a file may lack what the types ask for.
  const { collectedUnder, noticeSentAt } = told as { collectedUnder?: number; noticeSentAt?: Date }
  if ((collectedUnder === undefined) === (noticeSentAt === undefined))
    throw new ImportRefused(
      'say under which version of the statement the rows were collected, or when the notice of Art. 14 GDPR was sent',
    )
  if (noticeSentAt && !(noticeSentAt.getTime() <= work.now.getTime()))
    throw new ImportRefused('the notice has to be sent before the import')
  return work.under(accountability, platform, async own => {
    const version = collectedUnder ?? (await inForceAt(own, noticeSentAt!)) // one of the two is there
    const found = await own
      .over(stated, statement, inForce)
      .selectFrom('obhut.stated')
      .select('obhut.stated.version')
      .where('activity', '=', work.activity.name)
      .where('obhut.stated.version', '=', version ?? 0)
      .where(sql<boolean>`obhut.stated.version <= obhut.version()`)
      .executeTakeFirst()
    if (found) return found.version
    throw new ImportRefused(
      version === undefined
        ? 'no statement was in force when the notice was sent'
        : `version ${version} of the statement does not state '${work.activity.name}', or was never in force: whose data was collected under it was not told of this activity`,
    )
  })
}

const inForceAt = async (own: Work<typeof accountability>, moment: Date): Promise<number | undefined> =>
  (
    await own
      .over(statement)
      .selectFrom('obhut.statement')
      .select('version')
      .where('inForceSince', '<=', moment)
      .orderBy('inForceSince', 'desc')
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.version
