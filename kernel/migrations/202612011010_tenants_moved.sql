-- Where a tenant hangs, and how long its rows are kept, outlive a backup: whoever was above it sees it no more.
alter table obhut.ledger drop constraint ledger_what_check, add constraint ledger_what_check
  check (what in ('erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'suppressed', 'corrected', 'held', 'released', 'ended', 'revived', 'moved', 'own period', 'kept out'));
