-- Requests to the privacy desk.
create schema rights;

create table rights.request (
  id uuid primary key default gen_random_uuid(),
  by text not null check (by in ('account', 'form', 'mail', 'letter')),
  list text not null check (list in ('desk', 'officer')),
  "right" text,
  "from" text,
  says text,
  received_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  extended_because text,
  handled_by uuid,
  proven_by text,
  state text collate "C" not null check (state in ('open', 'answered', 'refused', 'withdrawn')),
  closed_at timestamptz(3),
  answer text,
  refusal text,
  reminded_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'refused') = (refusal is not null))
);
create index request_subject on rights.request (subject);
create index request_due_at on rights.request (due_at) where state = 'open';
create index request_closed_at on rights.request (closed_at);

create table rights.event (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references rights.request deferrable,
  at timestamptz(3) not null,
  what text not null,
  by text not null check (by in ('person', 'staff', 'platform')),
  staff_id uuid,
  note text,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index event_request on rights.event (request_id, at);
create index event_subject on rights.event (subject);

create table rights.proof (
  id uuid primary key default gen_random_uuid(),
  session uuid not null,
  code bytea,
  tries integer not null default 0,
  proven_at timestamptz(3),
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index proof_session on rights.proof (session);
create index proof_subject on rights.proof (subject);
create index proof_expires_at on rights.proof (expires_at);

create table rights.copy_link (
  id uuid primary key default gen_random_uuid(),
  token bytea not null unique,
  kind text not null check (kind in ('customer', 'staff')),
  format text not null check (format in ('copy', 'portable')),
  language text not null check (language in ('de', 'en')),
  made_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index copy_link_subject on rights.copy_link (subject);
create index copy_link_expires_at on rights.copy_link (expires_at);
