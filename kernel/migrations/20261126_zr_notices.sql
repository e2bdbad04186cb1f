-- Whom to tell that data which they received was corrected, erased, restricted or is no longer consented to (Art. 19 GDPR).
create table obhut.notice (
  id uuid primary key default gen_random_uuid(),
  what text not null check (what in ('rectified', 'erased', 'restricted', 'withdrawn')),
  kind text not null,
  recipient text,
  fields text[] not null,
  marks text[] not null,
  state text collate "C" not null check (state in ('open', 'to tell', 'told')),
  was jsonb,
  becomes jsonb,
  token bytea,
  at timestamptz(3) not null,
  told_at timestamptz(3),
  goes_at timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index notice_subject on obhut.notice (subject);
create index notice_open on obhut.notice (state, at) where told_at is null;
create index notice_goes_at on obhut.notice (goes_at);
create unique index notice_token on obhut.notice (token);
