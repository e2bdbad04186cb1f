-- Ended tenants and grants outlive a restored backup.
alter table obhut.ledger drop constraint ledger_what_check, add constraint ledger_what_check
  check (what in ('erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'suppressed', 'corrected', 'held', 'released', 'ended', 'revived'));

-- An entry of a tenant waits for a sealer that keeps the tenant: software from before there were tenants, which may still run beside this one, passes
-- over it.
create function obhut.keeps_tenant() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return case when current_setting('obhut.seals', true) = 'tenants' then old end;
end $$;
create trigger "with its tenant" before delete on obhut.audit_entry_arriving for each row when (old.tenant is not null) execute function obhut.keeps_tenant();

-- For which tenant a unit of work does what it does; also where it sees no tenant's rows itself, as part of what another does.
create function obhut.for_tenant() returns uuid language sql stable set search_path = pg_catalog as $$
  select nullif(current_setting('obhut.for_tenant', true), '')::uuid
$$;
alter table obhut.disclosure add tenant uuid;
alter table obhut.disclosure alter tenant set default obhut.for_tenant();
alter table obhut.event add tenant uuid;
alter table obhut.event alter tenant set default obhut.for_tenant();
alter table obhut.person_event add tenant uuid;
alter table obhut.person_event alter tenant set default obhut.for_tenant();
