-- Who looked at rows that are held, found by the hold.
create index audit_entry_looks on obhut.audit_entry (about) where what = 'looked under a hold';
