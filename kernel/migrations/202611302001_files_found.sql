-- A row that is to have a file which is gone, never was, belongs to another row or to another person is refused alike, whatever it is: before foreign key
-- and unique index say which. Of two that want one file the second waits for the first. Rows of one statement are not there yet when the next one comes,
-- so that files found for them are remembered for as long as the transaction.
create function obhut.find_file() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken uuid;
  before uuid;
  found_before text := coalesce(current_setting('obhut.files_found', true), '');
begin
  execute format('select ($1).%I', tg_argv[0]) into taken using new;
  if tg_op = 'UPDATE' then
    execute format('select ($1).%I', tg_argv[0]) into before using old;
  end if;
  if taken is null or taken is not distinct from before then
    return new;
  end if;
  perform from obhut.file f
    where f.id = taken and f.of = tg_argv[1] and f.row_id is null and f.original is null and f.whole is not null and f.subject = new.subject for update;
  if not found or (tg_op = 'INSERT' and position(taken::text in found_before) > 0) then
    raise exception 'a row refers to a file that it cannot have' using errcode = 'OB424', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
  end if;
  if tg_op = 'INSERT' then
    perform set_config('obhut.files_found', found_before || ' ' || taken, true);
  end if;
  return new;
end $$;

create or replace function obhut.take_file() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken uuid;
  before uuid;
begin
  execute format('select ($1).%I', tg_argv[0]) into taken using new;
  if tg_op = 'UPDATE' then
    execute format('select ($1).%I', tg_argv[0]) into before using old;
  end if;
  if taken is not distinct from before then
    return null;
  end if;
  if taken is not null then
    update obhut.file f set row_id = new.id, unclaimed_until = null, restricted = new.restricted, version = new.version
      where f.id = taken and f.of = tg_argv[1] and f.row_id is null and f.original is null and f.whole is not null and f.subject = new.subject;
    if not found then
      raise exception 'a row refers to a file that it cannot have' using errcode = 'OB424', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
    end if;
    update obhut.file f set row_id = new.id, unclaimed_until = null, restricted = new.restricted, version = new.version where f.original = taken and f.whole is not null;
  end if;
  if before is not null then
    delete from obhut.file f where f.id = before or f.original = before;
  end if;
  return null;
end $$;
