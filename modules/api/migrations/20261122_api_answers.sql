-- First answers to requests that may come twice.
create schema api;

create table api.answer (
  id uuid primary key default gen_random_uuid(),
  key bytea not null,
  input bytea not null,
  asked_at timestamptz(3) not null,
  status integer,
  body bytea,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index answer_key on api.answer (key) where restricted is null;
create index answer_subject on api.answer (subject);
create index answer_asked_at on api.answer (asked_at);

create table api.outcome (
  key bytea primary key,
  input bytea not null,
  asked_at timestamptz(3) not null,
  status integer
);
create index outcome_asked_at on api.outcome (asked_at);
