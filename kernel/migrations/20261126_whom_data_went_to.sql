-- Requests of authorities: one records, another decides, and what was approved is fetched once.
create table obhut.authority_request (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  authority text not null check (authority <> ''),
  file_number text not null check (file_number <> ''),
  ground text not null check (ground in ('StPO 95', 'StPO 100j', 'TDDDG 21', 'TDDDG 22', 'AO 93', 'court order', 'other law')),
  because text not null check (because <> ''),
  fields text[] not null check (cardinality(fields) > 0),
  recorded_by text not null,
  recorded_at timestamptz(3) not null,
  decision text check (decision in ('approved', 'refused')),
  decided_by text,
  decided_at timestamptz(3),
  reason text,
  fetched_at timestamptz(3),
  ended_at timestamptz(3),
  silent_until timestamptz(3),
  silent_because text,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  constraint decided_by_another check (decided_by <> recorded_by),
  constraint decided_whole check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  constraint fetched_if_approved check (fetched_at is null or coalesce(decision, '') = 'approved'),
  constraint silent_with_reason check ((silent_until is null) = (silent_because is null))
);
create index authority_request_subject on obhut.authority_request (subject);
create index authority_request_open on obhut.authority_request (recorded_at) where ended_at is null;
create index authority_request_ended on obhut.authority_request (ended_at);

alter table obhut.disclosure add request uuid, add told_from timestamptz(3);

-- Rows that are kept past their period, because somebody has to examine them: by time range, with reason and end.
create table obhut.hold (
  id uuid primary key default gen_random_uuid(),
  held text collate "C" not null,
  begins timestamptz(3) not null,
  ends timestamptz(3) not null,
  reason text not null check (reason <> ''),
  until timestamptz(3) not null,
  recorded_by text not null,
  recorded_at timestamptz(3) not null,
  lifted_at timestamptz(3),
  constraint holds_a_range check (begins < ends),
  constraint has_an_end check (until > recorded_at)
);
create index hold_held on obhut.hold (held);
