-- What is about a person stays past erasure and period, for a legal ground and until a day: one records, another decides.
create table obhut.legal_hold (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  file_number text not null check (file_number <> ''),
  ground text not null check (ground in ('claims', 'duty', 'order')),
  because text not null check (because <> ''),
  until timestamptz(3) not null,
  recorded_by text not null,
  recorded_at timestamptz(3) not null,
  decision text check (decision in ('approved', 'refused')),
  decided_by text,
  decided_at timestamptz(3),
  reason text,
  -- An erasure that was asked for while it stands; it is done once nothing holds the person any more.
  erasure_asked_at timestamptz(3),
  ended_at timestamptz(3),
  silent_until timestamptz(3),
  silent_because text,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  constraint decided_by_another check (decided_by <> recorded_by),
  constraint decided_whole check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  constraint silent_with_reason check ((silent_until is null) = (silent_because is null))
);
create index legal_hold_subject on obhut.legal_hold (subject);
create index legal_hold_standing on obhut.legal_hold (subject) where decision = 'approved' and ended_at is null;
create index legal_hold_erasure on obhut.legal_hold (subject) where erasure_asked_at is not null;
create index legal_hold_recorded on obhut.legal_hold (recorded_at, id);
create index legal_hold_ended on obhut.legal_hold (ended_at);

alter table obhut.ledger drop constraint ledger_what_check, add constraint ledger_what_check check (what in ('erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'suppressed', 'corrected', 'held', 'released'));

-- Whose erasure waits for a hold gets no row that everyday work would find; the kernel's own tables go on.
create or replace function obhut.received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  plain bytea := sha256(uuid_send(new.subject));
  gone boolean;
  stored_only boolean;
  waits boolean;
begin
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(new.subject));
  select exists (select from obhut.erased e where e.mark in (sha256((select key from obhut.erasure_key) || plain), plain)), exists (select from obhut.restriction r where r.subject = new.subject), exists (select from obhut.legal_hold h where h.subject = new.subject and h.erasure_asked_at is not null) into gone, stored_only, waits;
  if gone then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if waits and tg_table_schema <> 'obhut' then
    new.restricted := 'held';
  elsif new.restricted is null and stored_only then
    new.restricted := 'on request';
  end if;
  return new;
end $$;
