create schema wishes;
create table wishes.wish (
  id uuid primary key default gen_random_uuid(),
  wording text not null,
  made_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index wish_subject on wishes.wish (subject);
create index wish_made_at on wishes.wish (made_at);
