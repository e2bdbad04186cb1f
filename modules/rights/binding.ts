import { platform } from '../../kernel/data/work.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { happens, type Actor } from './opening.ts'
import type { WayOfProof } from './tables.ts'

/** From now on the request is the person's own: it is on record by what this was proven. */
export async function bind({ store }: Needs, id: string, account: string, provenBy: WayOfProof, actor: Actor): Promise<void> {
  // The subject of a row is the kernel's: only the desk that sees across activities may change whom a row is about.
  await store.desk('rights', async client => {
    await client.query('update rights.request set subject = $2, proven_by = $3 where id = $1', [id, account, provenBy])
    for (const table of ['event', 'form_link']) await client.query(`update rights.${table} set subject = $2 where request_id = $1`, [id, account])
  })
  await store.under(desk, actor.by === 'staff' ? { is: 'staff', id: actor.staffId } : platform, work => happens(work, { id, subject: account }, 'person known', actor, provenBy))
}
