-- When the store was last backed up, and its physical rest last removed.
create table obhut.upkeep (
  what text primary key check (what in ('backup', 'purge')),
  at timestamptz(3) not null
);
