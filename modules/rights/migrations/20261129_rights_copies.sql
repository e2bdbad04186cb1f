-- A copy is made at the moment it is asked for and kept, sealed, for the session that asked. The links of before opened it for whoever held them: they end.
drop table rights.copy_link;

create table rights.copy (
  id uuid primary key default gen_random_uuid(),
  session uuid not null,
  format text not null check (format in ('copy', 'portable', 'print')),
  language text not null check (language in ('de', 'en')),
  made_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  size bigint,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index copy_subject on rights.copy (subject);
create index copy_session on rights.copy (session);
create index copy_expires_at on rights.copy (expires_at);

create table rights.copy_part (
  id uuid primary key default gen_random_uuid(),
  copy_id uuid not null references rights.copy deferrable,
  place integer not null,
  content bytea not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index copy_part_place on rights.copy_part (copy_id, place);
create index copy_part_subject on rights.copy_part (subject);
