-- The queue holds ids, whole numbers and words of the program; which words a job takes, the program says.
create function obhut.is_job_payload(payload jsonb) returns boolean language sql immutable parallel safe set search_path = pg_catalog as $$
  select jsonb_typeof(payload) = 'object' and not exists (
    select from jsonb_each(payload) field where field.key !~ '^[a-zA-Z]{1,40}$' or jsonb_typeof(field.value) <> 'string'
      or field.value #>> '{}' !~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,10}|[a-z][a-z -]{0,39})$')
$$;
alter table obhut.job add constraint payload_holds_words_and_ids check (obhut.is_job_payload(payload)) not valid;

-- What was done is said in words of the program, and with what by a name of ours or an id: whatever else there is to say of somebody lies beside the
-- entry, and goes with them.
alter table obhut.audit_entry_arriving
  add constraint what_is_said_in_words check (what ~ '^[a-z][a-z ''-]{0,59}$') not valid,
  add constraint about_names_no_person check (about ~ '^[A-Za-z][A-Za-z0-9_.:-]{0,119}( [0-9]{1,10})?$' or about ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') not valid;
