-- Who opened an account of staff, and permissions that need a second administrator.
alter table identity.staff add column opened_by uuid;

create table identity.role_request (
  id uuid primary key default gen_random_uuid(),
  roles jsonb not null,
  state text collate "C" not null check (state in ('open', 'approved', 'granted', 'cancelled')),
  asked_by uuid,
  asked_at timestamptz(3) not null,
  waits_until timestamptz(3) not null,
  approved_by uuid,
  approved_at timestamptz(3),
  ended_by uuid,
  ended_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  check ((state in ('granted', 'cancelled')) = (ended_at is not null))
);
create index role_request_subject on identity.role_request (subject);
create index role_request_ended_at on identity.role_request (ended_at);
-- One at a time: whoever asks anew ends the one before.
create unique index role_request_open on identity.role_request (subject) where state in ('open', 'approved') and restricted is null;
