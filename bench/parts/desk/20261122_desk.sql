create schema desk;
create table desk.session (
  id uuid primary key default gen_random_uuid(), token bytea not null unique, ends_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"
);
create table desk.note (
  id uuid primary key default gen_random_uuid(), wording text not null, made_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(), version integer not null default obhut.version(), restricted text collate "C"
);
create index note_subject on desk.note (subject, made_at desc);
