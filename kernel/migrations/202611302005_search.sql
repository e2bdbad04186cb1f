-- The ids of rows in which each of these words stands: `wanted` is a list of words, each a list of columns with the tokens of which one will do.
-- It runs as the owner, because under a policy no index answers `&&`, which is not leakproof. Whoever asks has to be allowed to read the columns,
-- and gets ids of rows of the own tenants; what the ids lead to, the policies of the query decide.
create function obhut.rows_with(in_schema text, in_table text, tenanted boolean, wanted jsonb, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp rows 100 as $$
declare
  asking text := current_setting('role');
  at text := format('%I.%I', in_schema, in_table);
  conditions text[] := '{}';
  word jsonb;
begin
  if exists (select from jsonb_array_elements(wanted) w, jsonb_array_elements(w) c where not has_column_privilege(asking, at, c ->> 'column', 'select')) then
    raise exception 'permission denied for table %', in_table using errcode = '42501';
  end if;
  for word in select jsonb_array_elements(wanted) loop
    conditions := conditions || (
      select '(' || string_agg(format('t.%I && %L::bigint[]', c ->> 'words', (select array_agg(x::bigint) from jsonb_array_elements_text(c -> 'any') x)), ' or ') || ')'
      from jsonb_array_elements(word) c);
  end loop;
  if tenanted then
    conditions := conditions || 't.tenant = any ((select nullif(current_setting(''obhut.tenants'', true), '''')::uuid[])::uuid[])'::text;
  end if;
  return query execute format('select t.id from %s t where %s limit %L', at, array_to_string(conditions, ' and '), most);
end $$;

-- Words go with the text that they are of, whoever takes it away.
create function obhut.words_go() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], null));
end $$;
