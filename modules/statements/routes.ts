import { z } from 'zod'
import type { Publisher } from '../../platform/services.ts'
import { NotFound } from '../../platform/refusal.ts'
import { accounts, created, nothing, ok, route, staff, type AnyRoute, type Staff } from '../../platform/route.ts'
import { calendarDay, opaqueText } from '../../platform/text.ts'
import { platform, type Who } from '../../kernel/store/work.ts'
import { isMaterial } from '../../kernel/statement/change.ts'
import { changesInFull } from '../../kernel/statement/difference.ts'
import type { YamlProblem } from '../../kernel/statement/manifest.ts'
import { recordAsCsv, recordOf, type RecordOfProcessing } from '../../kernel/statement/record.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { NotPublished } from '../../kernel/versions/publishing.ts'
import { notices } from './activities.ts'
import { ManifestDoesNotFit, PublishRefused } from './refusals.ts'
import { markSeen, statementStanding } from './seen.ts'
import * as shapes from './shapes.ts'
import { notice } from './tables.ts'
import type { TellingNeeds } from './telling.ts'

export const routes = (needs: TellingNeeds): AnyRoute[] => [...forEverybody(needs), ...forTheDesk(needs)]

const forEverybody = (needs: TellingNeeds): AnyRoute[] => [
  route({
    at: 'GET /api/statement',
    who: accounts,
    says: 'The statement in force, the version that the caller has seen, and what has changed since.',
    gives: shapes.standing,
    does: async (_, { caller }) => {
      const { inForce, last, changes, announced } = await statementStanding(needs, caller)
      return ok({
        version: inForce.version,
        effective: inForce.appliesFrom,
        seen: last?.version.version === inForce.version,
        last: last ? { version: last.version.version, at: last.at } : null,
        changes: [...changes],
        announced: announced ? { version: announced.version, effective: announced.effective } : null,
      })
    },
  }),
  route({
    at: 'POST /api/statement/seen',
    status: 204,
    who: accounts,
    says: 'Puts on record that the caller has seen the version in force.',
    takes: z.strictObject({ version: z.int().min(1) }),
    does: async ({ version }, { caller }) => {
      await markSeen(needs, caller, version)
      return nothing()
    },
  }),
]

const manifest = opaqueText(256 * 1024, 1).describe('The manifest, as YAML.')
const by = ({ account }: Staff): Who => ({ is: 'staff', id: account })

function forTheDesk(needs: TellingNeeds): AnyRoute[] {
  const { versions, publisher, mailer } = needs
  const desk = staff('privacy')
  return [
    route({
      at: 'GET /api/desk/statement',
      who: desk,
      says: 'All versions of the statement, and how far the notices of the one that waits have gone out.',
      gives: shapes.versions,
      does: async () => {
        const all = await versions.all()
        const waiting = all.find(({ standing }) => standing === 'waiting')
        return ok({
          versions: all.map(({ version, standing, appliesFrom, publishedAt, inForceSince, material, toldAt }) => ({
            version,
            standing,
            effective: appliesFrom,
            publishedAt,
            inForceSince,
            material,
            toldAt,
          })),
          waiting: waiting
            ? {
                version: waiting.version,
                told: await toldOf(needs, waiting.version),
                lettersWaiting: (await mailer.progress(notices.name)).waiting,
              }
            : null,
        })
      },
    }),
    route({
      at: 'GET /api/desk/statement/:version/changes',
      who: desk,
      says: 'In what a version differs from another, or from the one before it.',
      gives: shapes.changes,
      takes: z.strictObject({
        version: z.coerce.number().int().min(1),
        from: z.coerce.number().int().min(1).optional(),
      }),
      does: async ({ version, from }) => {
        const all = await versions.all()
        const is = all.find(one => one.version === version)
        const was =
          from === undefined
            ? all.findLast(one => one.version < version && one.inForceSince)
            : all.find(one => one.version === from)
        if (!is || (from !== undefined && !was)) throw new NotFound()
        const changes = was ? changesInFull(was.outline, is.outline) : []
        return ok({ changes, material: isMaterial(changes) })
      },
    }),
    route({
      at: 'POST /api/desk/statement/check',
      who: desk,
      says: 'In what a manifest differs from the statement in force.',
      takes: z.strictObject({ manifest }),
      gives: shapes.changes,
      does: async input => {
        const changes = await refusedInWords(() => publisher.differs(input.manifest))
        return ok({ changes: [...changes], material: isMaterial(changes) })
      },
    }),
    route({
      at: 'POST /api/desk/statement',
      status: 201,
      who: desk,
      says: 'Publishes a version that comes into force automatically on its day. Where it changes something material, everybody is told before.',
      gives: shapes.published,
      takes: z.strictObject({
        manifest,
        effective: calendarDay().optional().describe('The day; without it, the one that the manifest bears.'),
      }),
      does: async (input, { caller }) => {
        const { changes, ...more } = await publishing(publisher, input.manifest, input.effective, by(caller))
        return created({ ...more, changes: [...changes] })
      },
    }),
    route({
      at: 'GET /api/desk/record',
      who: desk,
      says: 'The record of processing activities (Art. 30 GDPR), with purpose and end of every column.',
      gives: shapes.record,
      does: async (_, { language }) => ok(recordIn(needs, language) as unknown as RecordOut), // as: the same, but for what must not be written to,
    }),
    route({
      at: 'GET /api/desk/record.csv',
      who: desk,
      says: 'The same as a table for a spreadsheet, one line a column.',
      does: async (_, { language }) => ({
        status: 200,
        bytes: Buffer.from(recordAsCsv(recordIn(needs, language), language)),
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="record-of-processing.csv"',
        },
      }),
    }),
    route({
      at: 'DELETE /api/desk/statement/waiting',
      who: desk,
      says: 'Takes back the version that waits for its day.',
      gives: shapes.withdrawn,
      does: async (_, { caller }) => ok({ version: await refusedInWords(() => publisher.withdraw(by(caller))) }),
    }),
  ]
}

type RecordOut = z.infer<typeof shapes.record>
const recordIn = ({ store: { declarations }, stating }: TellingNeeds, language: Language): RecordOfProcessing =>
  recordOf(stating.manifest, [...declarations.activities.values()], [...declarations.tables.values()], language)

const publishing = (publisher: Publisher, source: string, effective: string | undefined, who: Who) =>
  refusedInWords(() => publisher.publish(source, effective, who))

async function refusedInWords<T>(what: () => Promise<T>): Promise<T> {
  try {
    return await what()
  } catch (error) {
    if (error instanceof NotPublished) throw new PublishRefused(error)
    if (error instanceof Error && 'problems' in error)
      throw new ManifestDoesNotFit(error.problems as readonly YamlProblem[]) // an UnfitManifest of the composition root, which modules do not know
    throw error
  }
}

const toldOf = (needs: TellingNeeds, version: number): Promise<number> =>
  needs.store.under(notices, platform, async work => {
    const row = await work
      .over(notice)
      .selectFrom('statements.notice')
      .select(eb => eb.fn.countAll<number>().as('told'))
      .where('announced', '=', version)
      .executeTakeFirst()
    return Number(row?.told ?? 0)
  })
