-- Rows with several persons: what is one person's of a row lies apart while that person had it restricted (Art. 18 GDPR), or objects to what the row is
-- kept for, and where a law keeps it after the person's erasure. The row goes on for the others.
create table obhut.set_aside (
  id uuid primary key default gen_random_uuid(),
  kept_in text collate "C" not null,
  row_id uuid not null,
  person text collate "C" not null,
  kept jsonb not null,
  law text,
  law_since timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  check ((law is null) = (law_since is null)),
  check ((law is not null) = (restricted = 'by law') and restricted is not null)
);
create index set_aside_subject on obhut.set_aside (subject);
create unique index set_aside_row on obhut.set_aside (row_id, person, subject);
create index set_aside_law on obhut.set_aside (law, law_since) where law is not null;

-- Looks at a further person in a row as the row comes in, or as the person comes into it. Its arguments: the column that names the person; what of the
-- row is theirs: 'all', 'part' or nothing but the 'name'; the activity that the row is kept under; what blanks the part; the columns that lie apart.
create function obhut.person_received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  whole jsonb := to_jsonb(new);
  whom uuid := (whole ->> tg_argv[0])::uuid;
  gone boolean;
  stored_only boolean;
  objects boolean;
begin
  if whom is null then
    return new;
  end if;
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(whom));
  select exists (select from obhut.erased e where e.mark in (sha256((select key from obhut.erasure_key) || sha256(uuid_send(whom))), sha256(uuid_send(whom)))), exists (select from obhut.restriction r where r.subject = whom),
    exists (select from obhut.objection o where o.subject = whom and o.activity = tg_argv[2] and o.stops) into gone, stored_only, objects;
  if gone and tg_argv[1] = 'all' then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if gone then
    return jsonb_populate_record(new, tg_argv[3]::jsonb);
  end if;
  if stored_only and tg_argv[1] = 'all' and (whole ->> 'restricted') is null then
    return jsonb_populate_record(new, '{"restricted": "on request"}');
  end if;
  if (stored_only or objects) and tg_argv[1] = 'part' then
    insert into obhut.set_aside (kept_in, row_id, person, kept, subject, version, restricted)
      select tg_table_schema || '.' || tg_table_name, (whole ->> 'id')::uuid, tg_argv[0], jsonb_object_agg(key, value), whom, (whole ->> 'version')::integer, 'on request'
      from jsonb_each(whole) where key = any (tg_argv[4]::text[])
      on conflict (row_id, person, subject) do update set kept = excluded.kept where set_aside.law is null;
    return jsonb_populate_record(new, tg_argv[3]::jsonb);
  end if;
  return new;
end $$;

-- A row also stays with one person where it refers to a row in which its person stands as a further one, or to a row about one of its own further
-- persons. The columns of these come as two further arguments, here and there.
create or replace function obhut.refers_to_ones_own() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  here jsonb := to_jsonb(new);
  of_another boolean;
begin
  if tg_nargs = 3 then
    execute format('select exists (select from %I.%I there where there.id = ($1).%I and there.subject <> ($1).subject)', tg_argv[1], tg_argv[2], tg_argv[0]) into of_another using new;
  else
    execute format('select exists (select from %I.%I there where there.id = ($1).%I and there.subject <> ($1).subject
        and there.subject::text <> all (array(select $2 ->> c from unnest($3) c where $2 ->> c is not null))
        and ($1).subject::text <> all (array(select to_jsonb(there) ->> c from unnest($4) c where to_jsonb(there) ->> c is not null)))',
      tg_argv[1], tg_argv[2], tg_argv[0]) into of_another using new, here, tg_argv[3]::text[], tg_argv[4]::text[];
  end if;
  if of_another then
    raise exception 'a row refers to another person''s' using errcode = 'OB403', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
  end if;
  return null;
end $$;
