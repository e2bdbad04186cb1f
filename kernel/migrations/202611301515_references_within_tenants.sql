-- A row of a tenant refers to rows of the same tenant. This looks before the foreign key does (by its name), and says the same of a row of another
-- tenant as of one that is not there, so that nobody learns of rows of others. Its arguments are the column here, and schema and table there.
create function obhut.refers_within_tenant() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  within boolean;
begin
  execute format('select exists (select from %I.%I there where there.id = ($1).%I and there.tenant = ($1).tenant)', tg_argv[1], tg_argv[2], tg_argv[0]) into within using new;
  if not within then
    raise exception 'a row refers to none of its tenant' using errcode = 'foreign_key_violation', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
  end if;
  return null;
end $$;
