-- Jobs wait in lanes: 0 interactive, 1 normal, 2 bulk. Within a lane those for whom they are done take turns; what is done for the platform as a whole
-- counts as one of them. Leases are taken in batches, and a lease is known by the number of the attempt.
alter table obhut.job
  add column lane integer not null default 1 check (lane between 0 and 2),
  add column for_tenant uuid not null default '00000000-0000-0000-0000-000000000000',
  add column failures integer not null default 0;
update obhut.job set failures = greatest(attempts, 1) where failed_at is not null or (attempts > 0 and leased_until is null);
update obhut.job set failure = null where failure !~ '^[A-Za-z][A-Za-z0-9]{0,60}( [A-Z0-9_]{1,40})?$';
alter table obhut.job
  add constraint failure_is_class_and_code check (failure ~ '^[A-Za-z][A-Za-z0-9]{0,60}( [A-Z0-9_]{1,40})?$'),
  -- A lease changes no indexed column: with room on the page it costs no index entry.
  set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0.05);
drop index obhut.job_due;
create index job_due on obhut.job (lane, due_at) where failed_at is null;
create index job_turn on obhut.job (lane, for_tenant, due_at) where failed_at is null;
create index job_in_trouble on obhut.job (name) where failures > 0;

-- Leases up to `most` jobs of a lane to whoever calls. Tenants take turns from behind the one that was served last. The queue grows from nothing to
-- 100,000 rows within a second, so that a plan that was kept from when it was empty must not read it from end to end. A lease or an end that is lost
-- with the power has the job run twice, which every job stands.
create function obhut.lease_jobs(of_lane integer, known text[], until timestamptz, most integer, behind uuid)
returns table (id uuid, name text, payload jsonb, due_at timestamptz, attempts integer, failures integer, lapsed boolean, for_tenant uuid)
language plpgsql set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  here timestamptz := obhut.now();
  tenants uuid[];
  more uuid[];
  last uuid := behind;
  one uuid;
  around boolean := false;
  from_first boolean := false;
  taken integer := 0;
  share integer;
  n integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform from obhut.job j where j.lane = of_lane and j.failed_at is null and j.due_at <= here
    and (j.leased_until is null or j.leased_until < here) and j.name = any(known) order by j.due_at limit 1;
  if not found then return; end if;
  loop
    tenants := '{}';
    loop
      one := null;
      if from_first then
        select j.for_tenant into one from obhut.job j where j.lane = of_lane and j.failed_at is null order by j.for_tenant limit 1;
        from_first := false;
      else
        select j.for_tenant into one from obhut.job j where j.lane = of_lane and j.failed_at is null and j.for_tenant > last order by j.for_tenant limit 1;
      end if;
      if one is null or (around and one > behind) then
        exit when around;
        around := true;
        from_first := true;
        continue;
      end if;
      tenants := tenants || one;
      last := one;
      exit when cardinality(tenants) >= most - taken or (around and one = behind);
    end loop;
    exit when cardinality(tenants) = 0;
    -- Each has as much as the others; what some left over goes round again, so that whose turn came last is next to the one that begins.
    loop
      share := greatest(1, (most - taken) / cardinality(tenants));
      more := '{}';
      foreach one in array tenants loop
        exit when taken >= most;
        return query with due as materialized (
          select j.id, j.leased_until from obhut.job j
          where j.lane = of_lane and j.failed_at is null and j.for_tenant = one and j.due_at <= here
            and (j.leased_until is null or j.leased_until < here) and j.name = any(known)
          order by j.due_at limit least(share, most - taken) for update skip locked)
        update obhut.job j set leased_until = until, attempts = j.attempts + 1 from due where j.id = due.id
        returning j.id, j.name, j.payload, j.due_at, j.attempts, j.failures, due.leased_until is not null, j.for_tenant;
        get diagnostics n = row_count;
        taken := taken + n;
        if n = share then more := more || one; end if;
      end loop;
      tenants := more;
      exit when taken >= most or cardinality(tenants) = 0;
    end loop;
    exit when taken >= most or (around and not from_first and last >= behind);
  end loop;
end $$;

-- Takes out what is done, as far as its lease is still the one under which it was done.
create function obhut.finish_jobs(ids uuid[], leases integer[]) returns integer
language plpgsql set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare n integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  delete from obhut.job j using unnest(ids, leases) done (id, attempts) where j.id = done.id and j.attempts = done.attempts;
  get diagnostics n = row_count;
  return n;
end $$;

-- Leases go on while their jobs run, or end with what was never begun.
create function obhut.renew_jobs(ids uuid[], leases integer[], until timestamptz) returns integer
language plpgsql set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare n integer;
begin
  update obhut.job j set leased_until = until from unnest(ids, leases) held (id, attempts) where j.id = held.id and j.attempts = held.attempts;
  get diagnostics n = row_count;
  return n;
end $$;

-- What repeats runs once in its interval, whichever process does it.
create table obhut.repeating_job (
  name text collate "C" primary key check (name ~ '^[a-z][a-z.-]{0,60}$'),
  due_at timestamptz(3) not null,
  turn integer not null default 1,
  leased_until timestamptz(3),
  ran_at timestamptz(3)
);
