create schema gdpr;
create table gdpr.record (
  id uuid primary key default gen_random_uuid(),
  number text collate "C" not null unique,
  purpose text collate "C" not null,
  object text collate "C" not null,
  decision text collate "C" not null,
  sharing text collate "C" not null,
  source text collate "C" not null,
  category text collate "C" not null,
  data text not null,
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index record_subject on gdpr.record (subject);
create index record_purpose on gdpr.record (purpose);
create index record_object on gdpr.record (object);
create index record_expires_at on gdpr.record (expires_at);
