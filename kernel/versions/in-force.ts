import type { ClientBase } from 'pg'
import { isMaterial, type Change } from '../statement/change.ts'
import { changesInWords } from '../statement/change-in-words.ts'
import { changesBetween, changesInFull } from '../statement/difference.ts'
import { saysTheSame } from '../statement/told.ts'
import type { Outline } from '../statement/outline.ts'
import { beginOf } from '../declare/periods.ts'
import type { Declarations } from '../declare/declarations.ts'
import type { Stated } from '../enforce/derive.ts'
import type { StoreKind } from '../store/units.ts'
import { transaction } from '../problems/transaction.ts'

/** A manifest, as far as the store has to know it. */
export interface ManifestFacts extends Stated {
  readonly source: string
  readonly effective: string
  readonly hash: string
  readonly outline: Outline
}

/**
 * A manifest changes what people would have to be told of before: it comes into force by being published, not by a
 * start.
 */
export class MaterialChange extends Error {
  readonly changes: readonly Change[]
  constructor(changes: readonly Change[]) {
    super(
      [
        'This manifest changes the statement in force in what people have to be told before it holds:',
        ...changesInWords(
          changes.filter(({ material }) => material),
          'en',
        ).map(line => `  - ${line}`),
        'Publish it: obhut statement publish FILE --effective DATE. Until then start without --manifest.',
      ].join('\n'),
    )
    this.name = 'MaterialChange'
    this.changes = changes
  }
}

/**
 * The software does otherwise than the statement in force says, under a manifest that nobody touched, and people have
 * to be told of it before. It is refused before anything is changed: the software that was installed before goes on
 * running meanwhile.
 */
export class CodeSaysOtherwise extends Error {
  readonly changes: readonly Change[]
  constructor(changes: readonly Change[], waits?: { readonly version: number; readonly effective: string }) {
    super(
      [
        'This software does otherwise than the statement in force says, although the manifest is the same:',
        ...changesInWords(
          changes.filter(({ material }) => material),
          'en',
        ).map(line => `  - ${line}`),
        'People have to be told of this before it holds. Nothing was changed here; go on running the software that you have until then.',
        waits
          ? `Version ${waits.version} of the statement tells of it and waits for ${waits.effective}. Start this software from that day on.`
          : 'Publish it with this software, ahead of the upgrade: obhut upgrade --publish. It says from which day on this software can be started.',
      ].join('\n'),
    )
    this.name = 'CodeSaysOtherwise'
    this.changes = changes
  }
}

/** Another version waits for its day; what a further change would change depends on whether that one has come. */
export class AnotherWaits extends Error {
  constructor(version: number, effective: string) {
    super(
      `Version ${version} of the statement waits for ${effective}. Take it back first (obhut statement withdraw), or wait until it holds.`,
    )
    this.name = 'AnotherWaits'
  }
}

interface StoredVersion {
  readonly version: number
  readonly hash: string
  readonly effective: string
  readonly manifest: string
  readonly outline: Outline | null
  readonly material: boolean
  readonly told_at: Date | null
  readonly in_force: boolean
  readonly waits: boolean
  readonly withdrawn: boolean
}

/** The statement that a start runs, and what has to be written down for that. */
export interface ToRun<M> {
  readonly manifest: M
  /** Why it is not the one that was given. */
  readonly instead: string | undefined
  /** A version whose day has come, and which comes into force with this start. */
  readonly due?: number
  /**
   * What the software does otherwise than the version in force tells, in nothing that people have to be told of before.
   */
  readonly otherwise: readonly Change[]
  /** The version was published for later software, and this is the one from before: what people were told stands. */
  readonly forLater?: boolean
}

/** Says the same, but for the date. */
const same = (one: Outline, other: Outline): boolean => changesBetween(one, other).every(isDate)
const isDate = ({ where }: Change): boolean => where === 'statement/effective'

const stored = async (owner: ClientBase): Promise<StoredVersion[]> =>
  (
    await owner.query<StoredVersion>(`
  select s.version, s.hash, s.effective, s.manifest, s.outline, s.material, s.told_at, f.version is not null as in_force, s.in_force_since is null and s.withdrawn_at is null as waits, s.withdrawn_at is not null as withdrawn
  from obhut.statement s left join obhut.in_force f using (version) order by s.version`)
  ).rows

/** Whether its day has come, and everybody was told who had to be. */
const isDue = ({ waits, effective, outline, material, told_at: told }: StoredVersion, now: Date): boolean =>
  waits && outline !== null && now >= beginOf(effective, outline.timeZone) && (!material || told !== null)

/** The version that a start runs where no manifest is given: the one in force, or the one that waited for this day. */
export async function versionToRun(
  owner: ClientBase,
  now: Date,
): Promise<{ readonly version: number; readonly manifest: string } | undefined> {
  const all = await stored(owner)
  return all.find(one => isDue(one, now)) ?? all.find(one => one.in_force)
}

/**
 * Which statement a start runs; asked before anything is changed. On a live store that is the one in force unless the
 * file given differs from it in nothing that people have to be told of before; a file that says what an earlier version
 * said, or what the next one will say, is no change but an old or an early file. What the software does otherwise under
 * the same file is no hindrance either, where it is nothing that people have to be told of.
 */
export async function statementToRun<M extends ManifestFacts>(
  owner: ClientBase,
  {
    manifest,
    read,
    now,
  }: { readonly manifest: M; readonly read: (source: string, file: string) => M; readonly now: Date },
  kind: StoreKind,
): Promise<ToRun<M>> {
  const all = await stored(owner)
  const due = all.find(one => isDue(one, now))
  const current = due ?? all.find(one => one.in_force)
  if (!current) return { manifest, instead: undefined, otherwise: [] }
  if (kind !== 'live')
    return { manifest, instead: undefined, otherwise: [], ...(due?.hash === manifest.hash && { due: due.version }) }
  const waiting = all.find(one => one.waits && one !== due)
  const asItIs = (): M =>
    current.hash === manifest.hash ? manifest : read(current.manifest, `version ${current.version}`)
  const earlier = all.filter(one => one.version < current.version)
  const running = (instead: string | undefined): ToRun<M> =>
    asTold({ current, earlier, waiting }, asItIs(), read, { instead, ...(due && { due: due.version }) })
  if (current.hash === manifest.hash) return running(undefined)
  const known = all
    .filter(one => !one.withdrawn && one !== current)
    .findLast(one => one.hash === manifest.hash || (one.outline && same(one.outline, manifest.outline)))
  if (known) {
    return running(
      known.waits
        ? `This manifest is version ${known.version}, which waits for ${known.effective} and comes into force automatically; version ${current.version} runs until then. Start without --manifest.`
        : `This manifest is version ${known.version}, which is no longer in force; version ${current.version} runs. Start without --manifest, or publish the old text as a new version.`,
    )
  }
  const changes = changesBetween(current.outline ?? asItIs().outline, manifest.outline)
  if (isMaterial(changes)) throw new MaterialChange(changes)
  if (waiting) throw new AnotherWaits(waiting.version, waiting.effective)
  return { manifest, instead: undefined, otherwise: [] }
}

/** Whether this software could run a version that waits, and would do what that tells. */
function fits<M extends ManifestFacts>(
  { version, manifest, outline }: StoredVersion,
  read: (source: string, file: string) => M,
): boolean {
  try {
    return outline !== null && !isMaterial(changesBetween(outline, read(manifest, `version ${version}`).outline))
  } catch (problem) {
    if (problem instanceof Error && 'problems' in problem) return false
    throw problem
  }
}

/** A version as this software would run it: refused where it does what people were not told of. */
function asTold<M extends ManifestFacts>(
  {
    current: { outline },
    earlier,
    waiting,
  }: {
    readonly current: StoredVersion
    readonly earlier: readonly StoredVersion[]
    readonly waiting: StoredVersion | undefined
  },
  manifest: M,
  read: (source: string, file: string) => M,
  more: Pick<ToRun<M>, 'instead' | 'due'>,
): ToRun<M> {
  const otherwise = outline?.facts ? changesInFull(outline, manifest.outline) : []
  if (isMaterial(otherwise))
    throw new CodeSaysOtherwise(otherwise, waiting && fits(waiting, read) ? waiting : undefined)
  const forLater =
    !otherwise.every(isDate) && earlier.some(one => one.outline?.facts && saysTheSame(one.outline, manifest.outline))
  // While another version waits, the one in force takes no further number: numbers come into force in their order.
  return { manifest, ...more, otherwise: waiting || forLater ? [] : otherwise, forLater }
}

/**
 * A manifest that is not the one in force becomes the next version, at once. What waited for its day is taken back: it
 * was made for another. Where the software tells of something otherwise under the same manifest, that is the next
 * version too, also where only words differ; where nobody could tell, the version in force only notes what the
 * software says by now.
 */
export async function putInForce(
  owner: ClientBase,
  { manifest, due, otherwise, forLater = false }: ToRun<ManifestFacts>,
  declarations: Declarations,
  now: Date,
  kind: StoreKind,
): Promise<number> {
  const {
    rows: [current],
  } = await owner.query<{ version: number; hash: string; outline: Outline | null }>(
    'select version, hash, outline from obhut.in_force join obhut.statement using (version)',
  )
  const isSame = current?.hash === manifest.hash
  if (current && isSame && due === undefined && otherwise.every(isDate)) {
    if (!forLater && (!current.outline || !saysTheSame(current.outline, manifest.outline) || kind !== 'live'))
      await noted(owner, current.version, manifest.outline)
    return current.version
  }
  return transaction(owner, async () => {
    if (due === undefined && !isSame)
      await owner.query(
        'update obhut.statement set withdrawn_at = $1 where in_force_since is null and withdrawn_at is null',
        [now],
      )
    const version = due ?? (await added(owner, manifest, now))
    if (due !== undefined && !forLater) await noted(owner, due, manifest.outline)
    await nowInForce(owner, version, manifest, declarations, now)
    return version
  })
}

const noted = (owner: ClientBase, version: number, outline: Outline): Promise<unknown> =>
  owner.query('update obhut.statement set outline = $2 where version = $1', [version, JSON.stringify(outline)])

/**
 * The next version. While another one waits for its day, one of the same manifest that comes at once does not wait with
 * it.
 */
async function added(
  owner: ClientBase,
  { hash, effective, source, outline }: ManifestFacts,
  now: Date,
): Promise<number> {
  const {
    rows: [made],
  } = await owner.query<{ version: number }>(
    `
    insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material, in_force_since)
    select coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5, false, $3 from obhut.statement returning version`,
    [hash, effective, now, source, JSON.stringify(outline)],
  )
  return made!.version // one row was inserted
}

/**
 * In the transaction of whoever has made the grants: this version is in force from now on, and these activities may see
 * its rows.
 */
export async function nowInForce(
  owner: ClientBase,
  version: number,
  stated: Stated,
  declarations: Declarations,
  now: Date,
): Promise<void> {
  await owner.query(
    'insert into obhut.stated (version, activity) select $1, unnest($2::text[]) on conflict do nothing',
    [version, [...declarations.activities.keys()].filter(name => stated.states(name))],
  )
  await owner.query('delete from obhut.in_force')
  await owner.query('insert into obhut.in_force (version, since) values ($1, $2)', [version, now])
  await owner.query('update obhut.statement set in_force_since = $2 where version = $1', [version, now])
}
