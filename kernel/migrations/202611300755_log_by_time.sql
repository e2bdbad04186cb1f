-- Lists of the log come from an index in their order, however long it is: the newest entries, those of a person, and the oldest of each table for the
-- sweep and the proof. Entries arrive in tables without any of these, and are put in their place by the sealer, many at a time and mostly at the end.
create index audit_entry_by_time on obhut.audit_entry (at);
create index audit_entry_by_seal_time on obhut.audit_entry (sealed_at);
create index audit_person_by_time on obhut.audit_person (at);
create index audit_person_of_subject on obhut.audit_person (subject, at);
create index audit_origin_by_time on obhut.audit_origin (at);
create index audit_gone_by_time on obhut.audit_gone (at);
-- What was noted about alarms is asked for as a whole.
create index audit_entry_about_alarms on obhut.audit_entry (about) where what in ('acknowledged an alarm', 'ended an alarm');
-- Last, as nobody reads from these tables from here to the end.
drop index obhut.audit_entry_at, obhut.audit_entry_sealed_at, obhut.audit_person_at, obhut.audit_origin_at, obhut.audit_gone_at, obhut.audit_entry_of_alarms;
