-- Rows of a source whose person was erased outlive a backup.
alter table obhut.ledger drop constraint ledger_what_check, add constraint ledger_what_check
  check (what in ('erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'suppressed', 'corrected', 'held', 'released', 'ended', 'revived', 'kept out'));
