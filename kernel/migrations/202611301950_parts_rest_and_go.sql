-- A further person whom the row is about anyway has the whole row rest, and no part of it besides. And whose erasure waits for the end of a hold has the
-- parts of others' rows rest as somebody restricted has. A sixth argument says whether the activity that the row is kept under goes on meanwhile.
create or replace function obhut.person_received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  whole jsonb := to_jsonb(new);
  whom uuid := (whole ->> tg_argv[0])::uuid;
  gone boolean;
  stored_only boolean;
  objects boolean;
  waits boolean;
begin
  if whom is null then
    return new;
  end if;
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(whom));
  select exists (select from obhut.erased e where e.mark in (sha256((select obhut.key_of_marks()) || sha256(uuid_send(whom))), sha256(uuid_send(whom)))), exists (select from obhut.restriction r where r.subject = whom),
    exists (select from obhut.objection o where o.subject = whom and o.activity = tg_argv[2] and o.stops),
    coalesce(tg_argv[5] = 'rests', false) and exists (select from obhut.legal_hold h where h.subject = whom and h.erasure_asked_at is not null) into gone, stored_only, objects, waits;
  if gone and tg_argv[1] = 'all' then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if gone then
    return jsonb_populate_record(new, tg_argv[3]::jsonb);
  end if;
  if whom = (whole ->> 'subject')::uuid then
    return new;
  end if;
  if waits and tg_argv[1] = 'all' and (whole ->> 'restricted') is distinct from 'by law' then
    return jsonb_populate_record(new, '{"restricted": "held"}');
  end if;
  if stored_only and tg_argv[1] = 'all' and (whole ->> 'restricted') is null then
    return jsonb_populate_record(new, '{"restricted": "on request"}');
  end if;
  if (stored_only or objects or waits) and tg_argv[1] = 'part' then
    insert into obhut.set_aside (kept_in, row_id, person, kept, subject, version, restricted)
      select tg_table_schema || '.' || tg_table_name, (whole ->> 'id')::uuid, tg_argv[0], jsonb_object_agg(key, value), whom, (whole ->> 'version')::integer, 'on request'
      from jsonb_each(whole) where key = any (tg_argv[4]::text[])
      on conflict (row_id, person, subject) do update set kept = set_aside.kept || jsonb_strip_nulls(excluded.kept) where set_aside.law is null;
    return jsonb_populate_record(new, tg_argv[3]::jsonb);
  end if;
  return new;
end $$;

-- What lies apart of a row goes with it. What its person had restricted, or a hold stands for, outlives it; an objection keeps nothing.
create function obhut.parts_go() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from obhut.set_aside a using gone where a.row_id = gone.id and a.kept_in = tg_table_schema || '.' || tg_table_name and a.law is null
    and not exists (select from obhut.restriction r where r.subject = a.subject)
    and not exists (select from obhut.legal_hold h where h.subject = a.subject and h.decision = 'approved' and h.ended_at is null);
  return null;
end $$;
