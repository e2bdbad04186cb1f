-- Accounts of customers and staff, what sign-in needs, and what waits for a confirmation.
create schema identity;

create table identity.account (
  id uuid primary key default gen_random_uuid(),
  first_name text, last_name text, gender text, company text,
  street text, postcode text, city text, country text, phone text, birth_date date,
  mail text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  customer_number text collate "C" not null unique,
  contract_reference text,
  requested_at timestamptz(3) not null,
  confirmed_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index account_subject on identity.account (subject);
create unique index account_mail on identity.account (mail) where restricted is null;

create table identity.staff (
  id uuid primary key default gen_random_uuid(),
  first_name text not null, last_name text not null,
  mail text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  created_at timestamptz(3) not null,
  confirmed_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index staff_subject on identity.staff (subject);
create unique index staff_mail on identity.staff (mail) where restricted is null;

create table identity.login (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('customer', 'staff')),
  mail text collate "C" not null,
  password bytea,
  password_set_at timestamptz(3),
  roles jsonb not null default '[]',
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index login_subject on identity.login (subject);
-- Nobody shares an address, be it with a customer or with staff; an erased person can come back.
create unique index login_mail on identity.login (mail) where restricted is null;

create table identity.registration (
  id uuid primary key default gen_random_uuid(),
  first_name text, last_name text, gender text, company text,
  street text, postcode text, city text, country text, phone text, birth_date date,
  mail text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  password bytea not null,
  further jsonb not null default '{}',
  requested_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index registration_subject on identity.registration (subject);
create index registration_mail on identity.registration (mail);
create index registration_expires on identity.registration (expires_at);

create table identity.reset (
  id uuid primary key default gen_random_uuid(),
  mail text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  requested_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index reset_subject on identity.reset (subject);

create table identity.mail_change (
  id uuid primary key default gen_random_uuid(),
  mail text collate "C" not null,
  language text not null check (language in ('de', 'en')),
  requested_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  old_confirmed_at timestamptz(3),
  new_confirmed_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index mail_change_is_one on identity.mail_change (subject) where restricted is null;
create index mail_change_expires on identity.mail_change (expires_at);

create table identity.link (
  id uuid primary key default gen_random_uuid(),
  token bytea not null unique,
  opens text collate "C" not null check (opens in ('registration', 'activation', 'reset', 'old mail', 'new mail')),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index link_subject on identity.link (subject);
create index link_expires on identity.link (expires_at);

create table identity.session (
  id uuid primary key default gen_random_uuid(),
  token bytea not null unique,
  agent text,
  stay text not null check (stay in ('yes', 'no')),
  started_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index session_subject on identity.session (subject);
create index session_ends on identity.session (ends_at);

-- Counters that name nobody: apart from all else, without identifiers.
create schema security;
create table security.attempt (
  counter bytea primary key,
  empty_at timestamptz(3) not null,
  at timestamptz(3) not null
);
create index attempt_at on security.attempt (at);
create table security.daily_key (
  day date primary key,
  key bytea not null,
  at timestamptz(3) not null
);
