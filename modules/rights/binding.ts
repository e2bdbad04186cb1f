import { platform } from '../../kernel/store/work.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { happens, type Actor } from './opening.ts'
import type { WayOfProof } from './tables.ts'

/** A request whose address is confirmed by the same step, as long as it still stands for itself under this id. */
export interface Confirming {
  readonly id: string
  readonly subject: string
}

/** From now on the request is the person's own: it is on record by what this was proven. */
export async function bind(
  { store }: Needs,
  id: string,
  account: string,
  provenBy: WayOfProof,
  actor: Actor,
  confirming?: Confirming,
): Promise<void> {
  // The subject of a row is the kernel's: only the desk that sees across activities may change whom a row is about.
  const bound = await store.desk('rights', async (client, now) => {
    // Of two who press at once, and of one who confirms while another refuses, one finds the request as it was.
    const { rowCount } = confirming
      ? await client.query(
          'update rights.request set subject = $2, proven_by = $3, confirmed_at = $4 where id = $1 and subject = $5 and confirmed_at is null and proven_by is null',
          [id, account, provenBy, now, confirming.subject],
        )
      : await client.query('update rights.request set subject = $2, proven_by = $3 where id = $1', [
          id,
          account,
          provenBy,
        ])
    for (const table of rowCount ? ['event', 'form_link'] : [])
      await client.query(`update rights.${table} set subject = $2 where request_id = $1`, [id, account])
    return rowCount === 1
  })
  if (!bound) return
  await store.under(desk, actor.by === 'staff' ? { is: 'staff', id: actor.staffId } : platform, async work => {
    if (confirming) await happens(work, { id, subject: account }, 'address confirmed', { by: 'person' })
    await happens(work, { id, subject: account }, 'person known', actor, provenBy)
  })
}
