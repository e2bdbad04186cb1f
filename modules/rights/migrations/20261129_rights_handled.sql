-- A reference for each request, and what stays of one that goes with its person: that it was handled in time, under that reference and no name.
alter table rights.request add column reference text;
update rights.request set reference = 'DS-' || upper(substr(md5(gen_random_uuid()::text), 1, 5)) || '-' || upper(substr(md5(gen_random_uuid()::text), 1, 5));
alter table rights.request alter column reference set not null;

create schema handled;
create table handled.request (
  reference text primary key,
  "right" text,
  by text not null,
  received_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  state text not null,
  closed_at timestamptz(3),
  erased_at timestamptz(3) not null
);
create index handled_request_erased_at on handled.request (erased_at);
