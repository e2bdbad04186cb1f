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
