-- Who holds a thing of a tenant's: the row that says so is of the tenant that the thing is of. Whether the thing is another
-- tenant's or nowhere is told alike.
create function obhut.thing_within_tenant() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  within boolean;
begin
  execute format('select exists (select from %I.%I there where there.%I = ($1).%I and there.tenant = ($1).tenant)', tg_argv[1], tg_argv[2], tg_argv[3], tg_argv[0]) into within using new;
  if not within then
    raise exception 'a row names no thing of its tenant' using errcode = 'foreign_key_violation', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
  end if;
  return null;
end $$;

-- A thing of a tenant's stays as it is named while something recorded of it is there, or somebody holds or held it: under its
-- name that would be whose the name is given to next. Called with the column of the name, and where it is looked for: schema,
-- table and column of each place.
create function obhut.thing_stays() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  used boolean;
begin
  if tg_op = 'UPDATE' then
    execute format('select ($1).%1$I = ($2).%1$I', tg_argv[0]) into used using old, new;
    if used then return null; end if;
  end if;
  for place in 0..(tg_nargs - 4) / 3 loop
    execute format('select exists (select from %I.%I used where used.%I = ($1).%I)', tg_argv[3 * place + 1], tg_argv[3 * place + 2], tg_argv[3 * place + 3], tg_argv[0]) into used using old;
    if used then
      raise exception 'something recorded of a thing, or a possession of it, is there' using errcode = 'foreign_key_violation', table = tg_table_name, schema = tg_table_schema;
    end if;
  end loop;
  return null;
end $$;
