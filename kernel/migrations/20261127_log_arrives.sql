-- What was just done lies without index, trigger or constraint until its seal, so that a write of the house pays for two bare rows: the sealer puts many in their place at once, and leaves what does not fit there.
-- Both are leaves: whoever reads the log, erases from it or restricts in it reaches them too.
alter table obhut.audit_entry drop constraint audit_entry_actor_check, add constraint audit_entry_actor_check check (actor in ('person', 'staff', 'visitor', 'platform')) no inherit;
alter table obhut.audit_person drop constraint audit_person_part_check, add constraint audit_person_part_check check (part in ('acted', 'concerned')) no inherit;
create table obhut.audit_entry_arriving () inherits (obhut.audit_entry);
create table obhut.audit_person_arriving () inherits (obhut.audit_person);
with waiting as (delete from only obhut.audit_entry where seal is null returning *) insert into obhut.audit_entry_arriving select * from waiting;

-- Both questions in one query.
create or replace function obhut.received() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone boolean;
  stored_only boolean;
begin
  perform pg_advisory_xact_lock_shared(20261126, obhut.stripe(new.subject));
  select exists (select from obhut.erased e where e.mark = sha256(uuid_send(new.subject))), exists (select from obhut.restriction r where r.subject = new.subject) into gone, stored_only;
  if gone then
    raise exception 'this person was erased' using errcode = 'OB410';
  end if;
  if new.restricted is null and stored_only then
    new.restricted := 'on request';
  end if;
  return new;
end $$;
