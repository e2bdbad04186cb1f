-- A foreign key sees past every policy, so somebody's row could refer to another person's; whoever then follows it learns of that one, and an erasure
-- takes away what is another's. This looks at the row that is referred to, as the owner of the tables does; that it is there is the foreign key's
-- business. Its arguments are the column here, and schema and table there.
create function obhut.refers_to_ones_own() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_another boolean;
begin
  execute format('select exists (select from %I.%I there where there.id = ($1).%I and there.subject <> ($1).subject)', tg_argv[1], tg_argv[2], tg_argv[0]) into of_another using new;
  if of_another then
    raise exception 'a row refers to another person''s' using errcode = 'OB403', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
  end if;
  return null;
end $$;
