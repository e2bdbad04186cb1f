-- Whom we told of a version of the statement, and who has seen one.
create schema statements;

create table statements.notice (
  announced integer not null,
  effective date not null,
  told_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  primary key (subject, announced)
);
create index notice_announced on statements.notice (announced);
create index notice_told on statements.notice (told_at);

create table statements.seen (
  shown integer not null,
  seen_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  primary key (subject, shown)
);
