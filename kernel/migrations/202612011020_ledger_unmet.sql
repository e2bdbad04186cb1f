-- What the ledger says of persons whom a restored backup does not know: an import may bring them back.
create table obhut.ledger_unmet (
  id uuid primary key default gen_random_uuid(),
  kind text collate "C" not null,
  mark bytea not null,
  number bigint not null unique,
  what text collate "C" not null,
  facts jsonb not null,
  at timestamptz(3) not null
);
create index ledger_unmet_mark on obhut.ledger_unmet (mark);
create index ledger_unmet_at on obhut.ledger_unmet (at);
