create table homes.compared (
  id uuid primary key default gen_random_uuid(),
  month timestamptz(3) not null,
  used double precision not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index compared_is_one on homes.compared (subject, month) where restricted is null;
create index compared_month on homes.compared (month);
