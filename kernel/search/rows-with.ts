/**
 * The function that looks words up past the policies, as a migration made it: the proof holds the one in the database
 * against this.
 */
export const rowsWith = {
  name: 'rows_with',
  body: `
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
end `,
} as const
