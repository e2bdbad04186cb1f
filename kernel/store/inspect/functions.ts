/** Words that stand before a bracket in SQL and are no functions. */
const words =
  'all and any array as asc between by case cast check conflict cross desc distinct do else end except exists filter following for from full group having ilike in inner intersect interval is join key lateral left like limit materialized not nothing null nulls offset on only or order outer over overlaps partition preceding range recursive returning right row rows select set similar some then union unique using values when where window with within'

/** Functions that change nothing in the database, take no lock and run no text as SQL. */
const readOnly = [
  'abs array_agg array_append array_cat array_length array_position array_remove array_to_json array_to_string avg bit_and bit_or bool_and bool_or btrim cardinality ceil ceiling char_length coalesce concat concat_ws corr count cume_dist date_bin date_part date_trunc decode dense_rank encode every exp extract first_value floor format greatest hashtext hashtextextended json_agg json_array_length json_build_array json_build_object json_object_agg json_object_keys jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_object_agg jsonb_object_keys jsonb_path_query jsonb_set jsonb_strip_nulls jsonb_typeof justify_interval lag last_value lead least left length ln log lower lpad ltrim make_date make_interval max md5 min mod mode nth_value ntile nullif num_nonnulls num_nulls octet_length percent_rank percentile_cont percentile_disc position power rank regexp_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right round row_number row_to_json rpad rtrim sha256 sign split_part sqrt starts_with stddev string_agg string_to_array strpos substr substring sum to_char to_date to_json to_jsonb to_timestamp to_tsquery to_tsvector translate trim trunc unnest upper variance width_bucket generate_series generate_subscripts gen_random_uuid clock_timestamp current_setting ts_rank txid_current_if_assigned',
  'obhut.now obhut.subject obhut.version obhut.is_sealed obhut.rows_with',
  // Types with a length, as in a cast.
  'varchar char numeric decimal bit time timestamp timestamptz',
].join(' ')

const known: ReadonlySet<string> = new Set(`${words} ${readOnly}`.split(' '))
export const onlyReads = (called: string): boolean =>
  known.has(called) || known.has(called.replace(/^pg_catalog\./, ''))

/**
 * Functions that no query may call, whatever a role may do: they take on another role, person or tenant, keep bytes
 * outside of tables, leave something on the connection for whoever has it next, or run text as SQL, so that nobody sees
 * which tables that reads.
 */
export const isForbidden = (called: string): boolean =>
  /^(set_config|tenants_of|lo_\w+|lo(read|write)|ts_stat|ts_rewrite|dblink\w*|(query|cursor|table|schema|database)_to_xml\w*|pg_(read|ls|stat)_(binary_)?file|pg_logical_emit_message|pg_(try_)?advisory_(un)?lock(_shared|_all)?|setseed|xpath_table|crosstab\w*)$/.test(
    called.replace(/^\w+\./, ''),
  )
