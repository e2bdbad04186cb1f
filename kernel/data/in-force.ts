import type { ClientBase } from 'pg'
import { isMaterial, type Change } from '../statement/change.ts'
import { changesInWords } from '../statement/change-in-words.ts'
import { changesBetween } from '../statement/difference.ts'
import { factChangedInWords, factsChanged, type FactChanged } from '../statement/facts.ts'
import type { Outline } from '../statement/outline.ts'
import type { Declarations } from './declarations.ts'
import type { Stated } from './derive.ts'
import type { StoreKind } from './store.ts'

/** A manifest, as far as the store has to know it. */
export interface ManifestFacts extends Stated {
  readonly source: string
  readonly effective: string
  readonly hash: string
  readonly outline: Outline
}

/** A manifest changes what people would have to be told of before: it comes into force by being published, not by a start. */
export class MaterialChange extends Error {
  readonly changes: readonly Change[]
  constructor(changes: readonly Change[]) {
    super([
      'This manifest changes the statement in force in what people have to be told before it holds:', ...changesInWords(changes.filter(({ material }) => material), 'en').map(line => `  - ${line}`),
      'Publish it: obhut statement publish FILE --effective DATE. Until then start without --manifest.',
    ].join('\n'))
    this.name = 'MaterialChange'
    this.changes = changes
  }
}

/** The software does otherwise than the statement in force says, under a manifest that nobody touched. */
export class CodeSaysOtherwise extends Error {
  readonly changes: readonly FactChanged[]
  constructor(changes: readonly FactChanged[]) {
    super([
      'This software does otherwise than the statement in force says, although the manifest is the same:', ...changes.map(one => `  - ${factChangedInWords(one)}`),
      'Run the software that the statement was published with, or publish the statement anew with this one: obhut migrate, then obhut statement publish FILE --effective DATE.',
    ].join('\n'))
    this.name = 'CodeSaysOtherwise'
    this.changes = changes
  }
}

/** Another version waits for its day; what a further change would change depends on whether that one has come. */
export class AnotherWaits extends Error {
  constructor(version: number, effective: string) {
    super(`Version ${version} of the statement waits for ${effective}. Take it back first (obhut statement withdraw), or wait until it holds.`)
    this.name = 'AnotherWaits'
  }
}

interface StoredVersion { readonly version: number, readonly hash: string, readonly effective: string, readonly manifest: string, readonly outline: Outline | null, readonly in_force: boolean, readonly waits: boolean, readonly withdrawn: boolean }

/** Says the same, but for the date. */
const same = (one: Outline, other: Outline): boolean => changesBetween(one, other).every(({ where }) => where === 'statement/effective')

/**
 * Which statement a start runs. On a live store that is the one in force unless the file given differs from it in nothing that people have to
 * be told of before; a file that says what an earlier version said, or what the next one will say, is no change but an old or an early file.
 */
export async function statementToRun<M extends ManifestFacts>(
  owner: ClientBase, { manifest, read, migrating = false }: { readonly manifest: M, readonly read: (source: string, file: string) => M, readonly migrating?: boolean | undefined }, kind: StoreKind,
): Promise<{ manifest: M, instead: string | undefined }> {
  const { rows: stored } = await owner.query<StoredVersion>(`
    select s.version, s.hash, s.effective, s.manifest, s.outline, f.version is not null as in_force, s.in_force_since is null and s.withdrawn_at is null as waits, s.withdrawn_at is not null as withdrawn
    from obhut.statement s left join obhut.in_force f using (version) order by s.version`)
  const current = stored.find(one => one.in_force)
  if (!current || kind !== 'live') return { manifest, instead: undefined }
  if (current.hash === manifest.hash) {
    const otherwise = current.outline?.facts && !migrating ? factsChanged(current.outline.facts, manifest.outline.facts) : []
    if (otherwise.length) throw new CodeSaysOtherwise(otherwise)
    return { manifest, instead: undefined }
  }
  const running = (): M => read(current.manifest, `version ${current.version}`)
  const known = stored.filter(one => !one.withdrawn && one !== current).findLast(one => one.hash === manifest.hash || (one.outline && same(one.outline, manifest.outline)))
  if (known) {
    return { manifest: running(), instead: known.waits
      ? `This manifest is version ${known.version}, which waits for ${known.effective} and comes into force by itself; version ${current.version} runs until then. Start without --manifest.`
      : `This manifest is version ${known.version}, which is no longer in force; version ${current.version} runs. Start without --manifest, or publish the old text as a new version.` }
  }
  const changes = changesBetween(current.outline ?? running().outline, manifest.outline)
  if (isMaterial(changes)) throw new MaterialChange(changes)
  const waiting = stored.find(one => one.waits)
  if (waiting) throw new AnotherWaits(waiting.version, waiting.effective)
  return { manifest, instead: undefined }
}

/** A manifest that is not the one in force becomes the next version, at once. What waited for its day is taken back: it was made for another. */
export async function putInForce(owner: ClientBase, manifest: ManifestFacts, declarations: Declarations, now: Date, kind: StoreKind): Promise<number> {
  const { rows: [current] } = await owner.query<{ version: number, hash: string, outline: Outline | null }>('select version, hash, outline from obhut.in_force join obhut.statement using (version)')
  if (current?.hash === manifest.hash) {
    // What people were told stands until it is published anew; a demo and a test store tell nobody.
    if (!current.outline?.facts || kind !== 'live') await owner.query('update obhut.statement set outline = $2 where version = $1', [current.version, JSON.stringify(manifest.outline)])
    return current.version
  }
  await owner.query('begin')
  try {
    await owner.query('update obhut.statement set withdrawn_at = $1 where in_force_since is null and withdrawn_at is null', [now])
    const { rows: [made] } = await owner.query<{ version: number }>(`
      insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material)
      select coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5, false from obhut.statement returning version`, [manifest.hash, manifest.effective, now, manifest.source, JSON.stringify(manifest.outline)])
    const version = made!.version // one row was inserted
    await nowInForce(owner, version, manifest, declarations, now)
    await owner.query('commit')
    return version
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

/** In the transaction of whoever has made the grants: this version is in force from now on, and these activities may see its rows. */
export async function nowInForce(owner: ClientBase, version: number, stated: Stated, declarations: Declarations, now: Date): Promise<void> {
  await owner.query('insert into obhut.stated (version, activity) select $1, unnest($2::text[]) on conflict do nothing', [version, [...declarations.activities.keys()].filter(name => stated.states(name))])
  await owner.query('delete from obhut.in_force')
  await owner.query('insert into obhut.in_force (version, since) values ($1, $2)', [version, now])
  await owner.query('update obhut.statement set in_force_since = $2 where version = $1', [version, now])
}
