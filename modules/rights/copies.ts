import { randomUUID } from 'node:crypto'
import { bySkew } from '../../kernel/clock/clock.ts'
import { NotFound } from '../../platform/refusal.ts'
import type { Answer, Customer, Staff } from '../../platform/route.ts'
import { person, type Who, type Work } from '../../kernel/store/work.ts'
import { atOneMoment, type Snapshot } from '../../kernel/rows/copy.ts'
import { CopyIncomplete } from '../../kernel/rows/unreadable.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { desk, requests } from './activities.ts'
import { copyAsZip, portableAsZip, type Taking } from './archive.ts'
import { makingFor } from './making.ts'
import { copyOnPaper } from './printed-copy.ts'
import type { Needs } from './needs.ts'
import { CopyGone } from './refusals.ts'
import { copy, copyPart } from './tables.ts'

/** `print`: everything on letter paper, for whoever wrote by post. */
export type CopyFormat = 'copy' | 'portable' | 'print'
export interface MadeCopy {
  readonly id: string
  readonly link: string
  readonly madeAt: Date
  readonly expiresAt: Date
}

/** Whose copy it is, and in whose session it was asked for and can be fetched. */
export interface AskedBy {
  readonly subject: { readonly kind: 'customer' | 'staff'; readonly id: string }
  readonly session: string
  readonly who: Who
  readonly letter?: { readonly to: string; readonly reference: string }
}

/** Whoever asks for their own. */
export const own = ({ is, account, session }: Customer | Staff): AskedBy => ({
  subject: { kind: is, id: account },
  session,
  who: person(account),
})

/**
 * Makes a copy of all that is held at this moment and keeps it, encrypted, for the session that asks: nobody else can
 * fetch it, and it ends with the session, with a new password, with the person's erasure and with its hour. A copy of
 * the same form that the session made before goes. Of one account one is made after the other, and only so many within
 * an hour.
 */
export function makeCopy(needs: Needs, asked: AskedBy, format: CopyFormat, language: Language): Promise<MadeCopy> {
  const by =
    asked.who.is === 'staff'
      ? ({ kind: 'staff', account: asked.who.id } as const)
      : ({ kind: 'customer', account: asked.subject.id } as const)
  return makingFor(by.account, async () => {
    await needs.attempts.countCopy(by)
    return made(needs, asked, format, language)
  })
}

async function made(
  needs: Needs,
  { subject, session, who, letter = { to: '', reference: '' } }: AskedBy,
  format: CopyFormat,
  language: Language,
): Promise<MadeCopy> {
  // Noted first, so that the note itself is in the copy.
  await needs.store.under(requests, who, async work => {
    work.note({ what: format, about: 'everything', subject: subject.id })
  })
  return atOneMoment(needs.store, subject, async snapshot => {
    const id = randomUUID()
    const expiresAt = exactlyAfter(snapshot.at, needs.stating.value(desk.copyLink), needs.stating.manifest.timeZone)
    await needs.store.under(desk, who, async work => {
      await discard(work, { session, format })
      await work
        .over(copy)
        .insertInto('rights.copy')
        .values({ id, subject: subject.id, session, format, language, madeAt: snapshot.at, expiresAt })
        .execute()
    })
    const taking = { store: needs.store, stating: needs.stating, subject, language, snapshot }
    const size = await keep(needs, id, { subject: subject.id, who }, await fileOf({ ...taking, ...letter }, format))
    await needs.store.under(desk, who, work =>
      work.over(copy).updateTable('rights.copy').where('id', '=', id).set({ size }).execute(),
    )
    const unreadable = snapshot.unreadable()
    if (unreadable.length) needs.reporter.fault('a copy', new CopyIncomplete(unreadable))
    return { id, link: `/api/my-data/copies/${id}`, madeAt: snapshot.at, expiresAt }
  })
}

const fileOf = (
  taking: Taking & { readonly snapshot: Snapshot; readonly to: string; readonly reference: string },
  format: CopyFormat,
): AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>> =>
  format === 'print' ? copyOnPaper(taking) : format === 'copy' ? copyAsZip(taking) : portableAsZip(taking)

/**
 * A piece as it lies in the store: large enough that there are few, small enough that one is nothing to hold in memory.
 */
const pieceSize = 192 * 1024

/** Keeps a file piece by piece, each in a unit of its own; says how many bytes it has. */
async function keep(
  { store }: Needs,
  copyId: string,
  { subject, who }: { readonly subject: string; readonly who: Who },
  file: AsyncIterable<Buffer>,
): Promise<number> {
  let [place, size] = [0, 0]
  for await (const piece of inPieces(file)) {
    await store.under(desk, who, work =>
      work
        .over(copyPart)
        .insertInto('rights.copy_part')
        .values({ copyId, place, subject, content: piece.toString('base64') })
        .execute(),
    )
    place += 1
    size += piece.length
  }
  return size
}

async function* inPieces(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of file) {
    held.push(chunk)
    size += chunk.length
    if (size < pieceSize) continue
    yield Buffer.concat(held)
    ;[held, size] = [[], 0]
  }
  if (size > 0) yield Buffer.concat(held)
}

/** Takes copies away with their parts, in this transaction. */
async function discard(
  work: Work<typeof desk>,
  { session, ...which }: { readonly session: string; readonly id?: string; readonly format?: CopyFormat },
): Promise<number> {
  const db = work.over(copy, copyPart)
  let query = db.selectFrom('rights.copy').select('id').where('session', '=', session)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  if (which.format !== undefined) query = query.where('format', '=', which.format)
  const ids = (await query.forUpdate().execute()).map(({ id }) => id)
  if (ids.length === 0) return 0
  await db.deleteFrom('rights.copy_part').where('copyId', 'in', ids).execute()
  await db.deleteFrom('rights.copy').where('id', 'in', ids).execute()
  return ids.length
}

const unitOf = ({ is, account }: Customer | Staff): Who =>
  is === 'staff' ? { is: 'staff', id: account } : person(account)

/**
 * A copy of this session that can be fetched now: all of it is there, its time is not over, and the password is the one
 * of then.
 */
const stillGood = (needs: Needs, caller: Customer | Staff) =>
  needs.store.under(desk, unitOf(caller), async work => {
    const renewed = await needs.holder.passwordSetAt(work, caller.account)
    const all = work
      .over(copy)
      .selectFrom('rights.copy')
      .select(['id', 'subject', 'format', 'language', 'madeAt', 'expiresAt', 'size'])
      .where('session', '=', caller.session)
      .where('expiresAt', '>', work.now)
      .where('size', 'is not', null)
    // A password of a time that is yet to come would end all copies until then; sessions of before it have ended with it.
    return (renewed && renewed <= bySkew(work.now) ? all.where('madeAt', '>=', renewed) : all)
      .orderBy('madeAt', 'desc')
      .limit(50)
      .execute()
  })

export const copiesIn = async (needs: Needs, caller: Customer | Staff) =>
  (await stillGood(needs, caller)).map(({ id, format, madeAt, expiresAt, size }) => ({
    id,
    link: `/api/my-data/copies/${id}`,
    format,
    madeAt,
    expiresAt,
    size: size ?? 0,
  }))

/** The person no longer wants it to lie there. */
export const discardCopy = async (needs: Needs, caller: Customer | Staff, id: string): Promise<void> => {
  const gone = await needs.store.under(desk, unitOf(caller), work => discard(work, { session: caller.session, id }))
  if (gone === 0) throw new NotFound()
}

/** The file, for the session that asked for it. */
export async function fetchCopy(needs: Needs, caller: Customer | Staff, id: string): Promise<Answer<never>> {
  const found = (await stillGood(needs, caller)).find(one => one.id === id)
  if (!found) throw new CopyGone()
  const { subject, format, language, size } = found
  await needs.store.under(requests, unitOf(caller), async work => {
    work.note({ what: format, about: 'rights.copy', subject })
  })
  if (format === 'print')
    return {
      status: 200,
      stream: pieces(needs, caller, id),
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': String(size ?? 0) },
    }
  const name = {
    copy: { de: 'meine-daten', en: 'my-data' },
    portable: { de: 'meine-daten-zum-mitnehmen', en: 'my-portable-data' },
  }[format][language]
  return {
    status: 200,
    stream: pieces(needs, caller, id),
    headers: {
      'content-type': 'application/zip',
      'content-length': String(size ?? 0),
      'content-disposition': `attachment; filename="${name}.zip"`,
    },
  }
}

/** Each piece in a unit of its own: a slow reader holds no transaction. */
async function* pieces({ store }: Needs, caller: Customer | Staff, copyId: string): AsyncGenerator<Buffer> {
  for (let place = 0; ; place++) {
    const piece = await store.under(desk, unitOf(caller), work =>
      work
        .over(copyPart)
        .selectFrom('rights.copy_part')
        .select(['id', 'copyId', 'content'])
        .where('copyId', '=', copyId)
        .where('place', '=', place)
        .executeTakeFirst(),
    )
    if (!piece) return
    yield Buffer.from(piece.content, 'base64')
  }
}
