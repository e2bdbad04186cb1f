-- Who placed a hold stands in the audit log like whoever looked under it, and goes from there with the account.
drop index obhut.audit_entry_looks;
create index audit_entry_of_holds on obhut.audit_entry (about) where what in ('placed a hold', 'looked under a hold');
alter table obhut.hold drop column recorded_by;
