-- What outlives a restored backup. Ids are keyed hashes ("marks"); what was corrected is sealed.
create table obhut.ledger (
  id uuid primary key default gen_random_uuid(),
  -- Its place in the ledger outside of the store; none until it is shipped, because transactions commit out of order.
  number bigint unique check (number > 0),
  at timestamptz(3) not null,
  what text not null check (what in ('erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'suppressed', 'corrected')),
  kind text,
  mark bytea not null,
  person bytea,
  facts jsonb not null,
  sealed bytea
);
create index ledger_unshipped on obhut.ledger (id) where number is null;
create index ledger_corrected on obhut.ledger (person) where what = 'corrected';
create index ledger_at on obhut.ledger (at);

-- The last number that stands in the ledger. Whoever ships holds this row.
create table obhut.ledger_end (
  number bigint not null,
  ledger text,
  swept_at timestamptz(3)
);
create unique index ledger_end_is_one on obhut.ledger_end ((true));
insert into obhut.ledger_end (number) values (0);
