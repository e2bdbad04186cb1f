-- The tree of tenants. Rows bear a tenant's id alone, so that a move rewrites none of them.
create table obhut.tenant (
  id uuid primary key default gen_random_uuid(),
  parent uuid,
  kind text collate "C" not null check (kind ~ '^[a-z][a-z-]{0,39}$'),
  begins_at timestamptz(3) not null,
  ends_at timestamptz(3) check (ends_at >= begins_at),
  -- When it runs, given all that it hangs under; and all that hangs under it, where that is little and runs at the same time. Worked out by
  -- obhut.settle_tenants, whatever somebody writes here.
  opens timestamptz(3),
  closes timestamptz(3),
  below uuid[]
);
create index tenant_parent on obhut.tenant (parent);
create index tenant_closes on obhut.tenant (closes) where closes is not null;

-- Who of the operator's staff may look into a tenant, and what hangs under it, and why.
create table obhut.tenant_grant (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null,
  reason text not null check (length(reason) between 3 and 500),
  given_at timestamptz(3) not null,
  until timestamptz(3) not null check (until > given_at),
  ended_at timestamptz(3),
  given_by uuid,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index tenant_grant_subject on obhut.tenant_grant (subject);
create index tenant_grant_tenant on obhut.tenant_grant (tenant_id);
create index tenant_grant_until on obhut.tenant_grant (until);

-- Whoever changes the tree does it alone, so that two moves at once make no circle.
create function obhut.tenants_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a tenant is ended and never deleted' using errcode = 'OB423';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('obhut tenants', 0));
  return null;
end $$;

create function obhut.tenant_written() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if pg_trigger_depth() = 1 then
    new.opens := case when tg_op = 'UPDATE' then old.opens end;
    new.closes := case when tg_op = 'UPDATE' then old.closes end;
    new.below := case when tg_op = 'UPDATE' then old.below end;
  end if;
  return new;
end $$;

-- Checks those that changed, and works out from when until when they and all under them run.
create function obhut.settle_tenants(those uuid[]) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    with recursive above as (
      select t.id as start, t.parent as at from obhut.tenant t where t.id = any(those) and t.parent is not null
      union
      select a.start, t.parent from above a join obhut.tenant t on t.id = a.at where t.parent is not null
    )
    select from above a where a.at = a.start) then
    raise exception 'a tenant cannot hang under itself' using errcode = 'OB409';
  end if;
  if exists (select from obhut.tenant t where t.id = any(those) and t.parent is not null and not exists (select from obhut.tenant p where p.id = t.parent)) then
    raise exception 'there is no such tenant' using errcode = 'OB404';
  end if;
  with recursive above as (
    select t.id as start, t.parent as at from obhut.tenant t where t.id = any(those) and t.parent is not null
    union
    select a.start, t.parent from above a join obhut.tenant t on t.id = a.at where t.parent is not null
  ), whole as (
    select t.id, greatest(t.begins_at, p.opens) as opens, least(t.ends_at, p.closes) as closes
    from obhut.tenant t left join obhut.tenant p on p.id = t.parent
    where t.id = any(those) and not exists (select from above a where a.start = t.id and a.at = any(those))
    union all
    select t.id, greatest(t.begins_at, w.opens), least(t.ends_at, w.closes) from whole w join obhut.tenant t on t.parent = w.id
  )
  update obhut.tenant t set opens = w.opens, closes = w.closes, below = null
  from whole w where w.id = t.id and (t.opens, t.closes) is distinct from (w.opens, w.closes);
end $$;

-- What hangs under these, and under those that they hang under, where it is at most a hundred in five levels and all of it runs when they do. What was
-- too much before something was added is too much still.
create function obhut.gather_tenants(those uuid[], grown boolean) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  with recursive above as (
    select t.id, t.parent from obhut.tenant t where t.id = any(those)
    union
    select t.id, t.parent from above a join obhut.tenant t on t.id = a.parent
  ), pairs as (
    select a.id as top, a.id, 1 as level, true as together from above a join obhut.tenant t using (id) where not grown or t.below is not null or a.id = any(those)
    union all
    select p.top, t.id, p.level + 1, (t.opens, t.closes) is not distinct from (o.opens, o.closes)
    from pairs p join obhut.tenant t on t.parent = p.id join obhut.tenant o on o.id = p.top where p.level < 6
  ), gathered as (
    select top, case when count(*) <= 100 and max(level) <= 5 and bool_and(together) then array_agg(id order by level, id) end as below from pairs group by top
  )
  update obhut.tenant t set below = g.below from gathered g where g.top = t.id and t.below is distinct from g.below;
end $$;

create function obhut.tenants_come() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  those uuid[];
  above uuid[];
begin
  if pg_trigger_depth() > 1 then return null; end if;
  select array_agg(id) into those from changed;
  perform obhut.settle_tenants(those);
  update obhut.tenant t set below = array[t.id] where t.id = any(those) and not exists (select from obhut.tenant b where b.parent = t.id);
  select array_agg(distinct p.id) into above from obhut.tenant t join obhut.tenant p on p.id = t.parent where t.id = any(those) and (p.below is not null or p.id = any(those));
  if above is not null then perform obhut.gather_tenants(above, true); end if;
  return null;
end $$;

create function obhut.tenants_moved() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  those uuid[];
  beneath uuid[];
begin
  if pg_trigger_depth() > 1 then return null; end if;
  select array_agg(id) into those from changed;
  if those is null then return null; end if;
  perform obhut.settle_tenants(those);
  with recursive whole as (
    select t.id from obhut.tenant t where t.id = any(those)
    union
    select t.id from whole w join obhut.tenant t on t.parent = w.id
  )
  select array_agg(w.id) || (select array_agg(b.parent) from before b where b.parent is not null) into beneath from whole w join obhut.tenant t using (id) where t.below is null or t.id = any(those);
  perform obhut.gather_tenants(beneath, false);
  return null;
end $$;

-- The log says within which tenant something was done, and that a tenant's own user did it.
alter table obhut.audit_entry add tenant uuid, drop constraint audit_entry_actor_check,
  add constraint audit_entry_actor_check check (actor in ('person', 'staff', 'user', 'visitor', 'platform')) no inherit not valid;
