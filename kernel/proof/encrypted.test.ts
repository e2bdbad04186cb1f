import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { person } from '../store/work.ts'
import { card, post, postSql, writing } from '../vault/example-for-test.ts'
import type { Proof } from './prove.ts'
import { proofOf } from './prove-for-test.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-encrypted-'))
writeFileSync(join(folder, '20261126_post.sql'), postSql)
const modules = [kernel, post(folder)]
const stating = (more: object = {}) =>
  aManifest(modules, {}, { measures: ['dpv:EncryptionAtRest', 'dpv:CryptographicKeyManagement'], ...more })

const broken = (proof: Proof): string[] => proof.promises.filter(one => !one.holds).map(({ id }) => id)

async function aWorldWithCards(): Promise<World> {
  const world = await aWorld({ modules, manifest: stating() })
  await world.store.under(writing, person(randomUUID()), work =>
    work
      .over(card)
      .insertInto('post.card')
      .values(
        Array.from({ length: 20 }, (_, n) => ({
          name: `card ${n}`,
          phone: `a long number that is written out in words, number ${n}`,
        })),
      )
      .execute(),
  )
  return world
}

describe('the proof of what is encrypted', () => {
  it('shows that values are ciphertext, each under its key, and how many keys lie under which generation', async () => {
    const proof = await proofOf(await aWorldWithCards())
    expect(broken(proof)).toEqual([])
    const evidence = (id: string) =>
      proof.promises
        .find(one => one.id === id)
        ?.evidence.map(({ says }) => says)
        .join('\n')
    expect(evidence('post.writing/data/post.card.phone')).toMatch(
      /20 values looked at, all ciphertext under a key, (3|4)\d of 100 bytes printable/,
    )
    expect(evidence('statement/measures')).toContain('20 under 1')
    expect(evidence('statement/rights')).toContain('20 keys of post.card looked at')
  })
  it.each<[what: string, sql: string, falls: string[]]>([
    [
      'plain text in the place of ciphertext',
      `update post.card set phone = '\\x01'::bytea || convert_to(repeat('call me at home ', 10), 'UTF8')`,
      ['statement/measures', 'post.writing/data/post.card.phone'],
    ],
    [
      'a value without the vault’s format',
      `alter table post.card drop constraint card_phone_check; update post.card set phone = 'x' where name = 'card 1'`,
      ['statement/measures', 'post.writing/data/post.card.phone'],
    ],
    [
      'a key that is gone while its value is there',
      `delete from obhut.row_key where id = (select id from post.card limit 1)`,
      ['post.writing/data/post.card.phone'],
    ],
    [
      'a key that outlives its row',
      `insert into obhut.row_key values (gen_random_uuid(), 'post.card', 1, '\\x00')`,
      ['statement/rights'],
    ],
    ['a key of nobody’s generation', `update obhut.row_key set generation = 9`, ['statement/measures']],
    [
      'a trigger that writes elsewhere',
      `create table post.other (like post.card); create function post.copies() returns trigger language plpgsql as $$ begin perform pg_notify('x', ''); insert into post.other select new.*; return null; end $$; create trigger handy after insert on post.card for each row execute function post.copies(); drop table post.other`,
      ['statement/activities'],
    ],
    [
      'a trigger that runs the function of another',
      `drop trigger "keys go with values" on post.card; create trigger "keys go with values" after update on post.card for each row execute function obhut.destroy_keys()`,
      ['statement/rights', 'statement/activities'],
    ],
    [
      'a trigger that was switched off',
      `alter table post.card disable trigger "keys go with rows"`,
      ['statement/rights'],
    ],
  ])('falls for %s', async (_, sql, falls) => {
    const world = await aWorldWithCards()
    await world.rows(sql)
    expect(new Set(broken(await proofOf(world)))).toEqual(new Set(falls))
  })
  it('lets a trigger be that tells others and writes nothing', async () => {
    const world = await aWorldWithCards()
    await world.rows(
      `create function post.tells() returns trigger language plpgsql set search_path = pg_catalog as $$ begin perform pg_notify('x', 'changed'); return null; end $$; create trigger told after insert on post.card for each row execute function post.tells()`,
    )
    expect(broken(await proofOf(world))).toEqual([])
  })
  it('holds a statement that names encryption at rest to it', async () => {
    const world = await aWorld({
      modules: [kernel],
      manifest: aManifest([kernel], {}, { measures: ['dpv:EncryptionAtRest'] }),
    })
    const proof = await proofOf(world)
    expect(broken(proof)).toEqual(['statement/measures'])
  })
})
