-- What an activity deletes of somebody held, where that counts as an erasure, stays out of everyday reach until nothing
-- holds the person any more. The approval of a hold comes before it or after.
create function obhut.stays_for_hold() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(old.subject));
  perform pg_advisory_xact_lock_shared(20261130, 0);
  if not exists (select from obhut.legal_hold h where h.subject = old.subject and h.decision = 'approved' and h.ended_at is null) then
    return old;
  end if;
  execute format('update %I.%I set restricted = %L where id = $1', tg_table_schema, tg_table_name, 'held') using old.id;
  return null;
end $$;
