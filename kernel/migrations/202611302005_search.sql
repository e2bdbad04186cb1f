-- The ids of rows in which each of these words stands: `wanted` is a list of words, each a list of columns with the tokens of which one will do.
-- It runs as the owner, because under a policy no index answers `&&`, which is not leakproof. Whoever asks has to be allowed to read the columns,
-- and gets ids of rows of the own tenants, whatever the arguments say; what the ids lead to, the policies of the query decide.
create function obhut.rows_with(in_schema text, in_table text, wanted jsonb, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp rows 100 as $$
declare
  asking text := coalesce(nullif(current_setting('role'), 'none'), session_user);
  at text := format('%I.%I', in_schema, in_table);
  conditions text[] := '{}';
  word jsonb;
begin
  for word in select jsonb_array_elements(wanted) loop
    if exists (select from jsonb_array_elements(word) c where has_column_privilege(asking, at, c ->> 'column', 'select') is not true) then
      raise exception 'permission denied for table %', in_table using errcode = '42501';
    end if;
    if jsonb_array_length(word) = 0 then
      raise exception 'a word is looked for in no column' using errcode = '22023';
    end if;
    conditions := conditions || (
      select '(' || string_agg(format('t.%I && %L::bigint[]', (c ->> 'column') || '_words', (select array_agg(x::bigint) from jsonb_array_elements_text(c -> 'any') x)), ' or ') || ')'
      from jsonb_array_elements(word) c);
  end loop;
  if cardinality(conditions) = 0 then
    raise exception 'no word is looked for' using errcode = '22023';
  end if;
  if exists (select from pg_attribute where attrelid = at::regclass and attname = 'tenant' and not attisdropped) then
    conditions := conditions || 't.tenant = any ((select nullif(current_setting(''obhut.tenants'', true), '''')::uuid[])::uuid[])'::text;
  end if;
  return query execute format('select t.id from %s t where %s limit %L', at, array_to_string(conditions, ' and '), most);
end $$;

-- Words go with the text that they are of, whoever takes it away.
create function obhut.words_go() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], null));
end $$;

-- Words that were written and are the same as before get their first once more, so that they differ: words that stay while their text changes are
-- then those that nobody wrote. An index of arrays keeps each element once.
create function obhut.words_again() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  words jsonb := to_jsonb(new) -> tg_argv[0];
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], words || jsonb_path_query_array(words, '$[0]')));
end $$;
