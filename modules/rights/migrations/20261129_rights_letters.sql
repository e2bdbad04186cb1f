-- The answer to an erasure, kept sealed for the session that erased until it is printed.
create table rights.erasure_letter (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null,
  session uuid not null,
  outcome bytea not null,
  made_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index erasure_letter_subject on rights.erasure_letter (subject);
create index erasure_letter_session on rights.erasure_letter (session, request_id);
create index erasure_letter_expires_at on rights.erasure_letter (expires_at);
