-- Which services a person took up, or had extended, under which version of the statement: from then on the activity finds
-- also what was collected before it was stated.
create table obhut.taken_up (
  id uuid primary key default gen_random_uuid(),
  activity text collate "C" not null,
  how text collate "C" not null check (how in ('taken up', 'extended')),
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index taken_up_once on obhut.taken_up (subject, activity);
create index taken_up_by_activity on obhut.taken_up (activity, subject);
