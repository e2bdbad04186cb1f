-- The second factor of staff: a secret that only their app and we know, and codes for the day on which the app is lost.
create table identity.second_factor (
  id uuid primary key default gen_random_uuid(),
  secret bytea not null,
  created_at timestamptz(3) not null,
  confirmed_at timestamptz(3),
  last_step integer,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index second_factor_subject on identity.second_factor (subject);
create unique index second_factor_counts_once on identity.second_factor (subject) where confirmed_at is not null and restricted is null;

create table identity.recovery_code (
  id uuid primary key default gen_random_uuid(),
  code bytea not null,
  created_at timestamptz(3) not null,
  used_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index recovery_code_subject on identity.recovery_code (subject, code);

-- When the code was last given in a session.
alter table identity.session add second_factor_at timestamptz(3);
-- Since when somebody may not sign in any more.
alter table identity.login add deactivated_at timestamptz(3);
