-- Whoever knows an id and holds a copy of the data could ask whether that person was erased, as the mark was a plain hash. Now a key goes in first.
-- It lies apart from the data, so that a backup of the data holds marks and no key; it never changes, as marks cannot be made anew without their ids.
create table obhut.erasure_key (
  key bytea primary key check (length(key) = 32)
);
create unique index erasure_key_is_one on obhut.erasure_key ((true));
insert into obhut.erasure_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- False while a process of an earlier version made the mark; the next start keys it.
alter table obhut.erased add column keyed boolean not null default false;
update obhut.erased set mark = sha256((select key from obhut.erasure_key) || mark), keyed = true;

create or replace function obhut.received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  plain bytea := sha256(uuid_send(new.subject));
  gone boolean;
  stored_only boolean;
begin
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(new.subject));
  select exists (select from obhut.erased e where e.mark in (sha256((select key from obhut.erasure_key) || plain), plain)), exists (select from obhut.restriction r where r.subject = new.subject) into gone, stored_only;
  if gone then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if new.restricted is null and stored_only then
    new.restricted := 'on request';
  end if;
  return new;
end $$;
