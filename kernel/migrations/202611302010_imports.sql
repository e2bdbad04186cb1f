-- Imports: each run, the rows of a source that are here, and those whose person was erased.
create table obhut.import_run (
  id uuid primary key default gen_random_uuid(),
  activity text collate "C" not null,
  source text collate "C" not null,
  collected_under integer not null,
  notice_sent_at timestamptz(3),
  taken integer not null,
  known integer not null,
  unconfirmed integer not null,
  refused jsonb not null check (jsonb_typeof(refused) = 'object'),
  at timestamptz(3) not null
);
create index import_run_at on obhut.import_run (at);

create table obhut.imported (
  id uuid primary key default gen_random_uuid(),
  mark bytea not null check (length(mark) = 32),
  of_table text collate "C" not null,
  row_id uuid not null,
  run_id uuid not null,
  source text collate "C" not null,
  collected_under integer not null,
  notice_sent_at timestamptz(3),
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index imported_once on obhut.imported (mark);
create index imported_subject on obhut.imported (subject);
create index imported_row on obhut.imported (of_table, row_id);

create table obhut.import_gone (
  mark bytea primary key,
  erased_at timestamptz(3) not null
);
create index import_gone_at on obhut.import_gone (erased_at);
