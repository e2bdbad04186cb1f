-- A job that was given back meanwhile is not leased again.
create or replace function obhut.renew_jobs(ids uuid[], leases integer[], until timestamptz) returns integer
language plpgsql set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare n integer;
begin
  update obhut.job j set leased_until = until from unnest(ids, leases) held (id, attempts) where j.id = held.id and j.attempts = held.attempts and j.leased_until is not null;
  get diagnostics n = row_count;
  return n;
end $$;
