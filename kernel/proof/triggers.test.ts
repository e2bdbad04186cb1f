import { describe, expect, it } from 'vitest'
import { everyModule } from '../../server/modules.ts'
import { aWorld } from '../../server/testing/world.ts'
import { against } from './prove-for-test.ts'
import { onlyTells } from './triggers.ts'

const around = (inside: string): string => `\nbegin\n  ${inside}\n  return null;\nend `
const tells = around(`perform pg_notify('homes', 'device ' || new.device || ' ' || new.subject);`)

describe('a trigger that only tells', () => {
  it('names identifiers, and that is all', () => {
    expect(onlyTells(tells)).toBe(true)
    expect(
      onlyTells(
        `declare changed jsonb := to_jsonb(coalesce(new, old)); begin perform pg_notify('homes', case tg_table_name when 'claim' then 'claim ' || (changed ->> 'gateway_id') end); return null; end`,
      ),
    ).toBe(true)
  })
  it.each<[what: string, body: string]>([
    ['writes', around(`insert into homes.copy values (new.id); perform pg_notify('x', new.id);`)],
    ['calls what may write', around(`perform pg_notify('x', new.id); perform homes.keep(new.id);`)],
    ['calls it in what it tells', around(`perform pg_notify('x', keep(new.id));`)],
    [
      'makes its statement of text',
      around(`perform pg_notify('x', new.id); execute 'ins' || 'ert into a values (1)';`),
    ],
    ['reaches another database', around(`perform dblink_exec('dbname=other', 'x'); perform pg_notify('x', new.id);`)],
    ['reads another table', around(`perform pg_notify('x', (table identity.account));`)],
    ['tells a column that identifies nothing but says something', around(`perform pg_notify('x', new.mail);`)],
    ['tells one by its name', around(`perform pg_notify('x', to_jsonb(new) ->> 'mail');`)],
    ['tells the whole row', around(`perform pg_notify('x', to_jsonb(new)::text);`)],
    ['tells it among others', around(`perform pg_notify('x', 'a' || to_jsonb(new));`)],
    [
      'tells what was kept of it',
      `declare changed jsonb := to_jsonb(coalesce(new, old)); begin perform pg_notify('x', 'a' || changed); return null; end`,
    ],
    ['tells the row itself', around(`perform pg_notify('x', 'a' || new);`)],
    ['hides a name in quotes', around(`perform pg_notify('x', new.id); perform "keep"(new.id);`)],
    ['hides a quote', around(`perform pg_notify('x', E'\\' || keep(new.id) || E'\\');`)],
    ['tells nobody', around(`perform to_jsonb(new);`)],
  ])('does not count as one where it %s', (_, body) => expect(onlyTells(body)).toBe(false))
})

describe('the proof of a running platform', () => {
  it.each<[what: string, sql: string]>([
    [
      'is followed by another function',
      `create or replace function homes.tell_wish() returns trigger language plpgsql set search_path = pg_catalog as $$begin perform pg_notify('homes', 'device ' || new.device); perform homes.keep(new.id); return null; end$$`,
    ],
    [
      'finds its names elsewhere',
      `create or replace function homes.tell_wish() returns trigger language plpgsql set search_path = homes, pg_catalog as $$${tells}$$`,
    ],
    [
      'runs as its owner',
      `create or replace function homes.tell_wish() returns trigger language plpgsql security definer set search_path = pg_catalog as $$${tells}$$`,
    ],
    [
      'asks a function of somebody whether to run',
      `create function homes.asked(uuid) returns boolean language sql as 'select true'; create trigger asked after update on homes.switching for each row when (homes.asked(new.id)) execute function homes.tell_wish()`,
    ],
  ])('fails for a trigger that %s', async (_, sql) => {
    const world = await aWorld({ modules: everyModule })
    expect(await against(world)).toEqual([])
    await world.rows(sql)
    expect(
      (await against(world)).filter(one => /^trigger \w+ of homes\.switching follows from no declaration$/.test(one))
        .length,
    ).toBeGreaterThan(0)
  })
})
