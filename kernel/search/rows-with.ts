/**
 * The function that looks words up past the policies, as a migration made it: the proof holds the one in the database
 * against this.
 */
export const rowsWith = {
  name: 'rows_with',
  body: `
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
end `,
} as const
