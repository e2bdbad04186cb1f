-- A version of the statement is published before it holds: it waits for its day, comes into force, or is withdrawn. The same text may
-- come into force again under a new number.
alter table obhut.statement drop constraint statement_hash_key;
alter table obhut.statement
  add outline jsonb,
  add material boolean not null default false,
  add told_at timestamptz(3),
  add in_force_since timestamptz(3),
  add withdrawn_at timestamptz(3),
  add constraint statement_is_either check (in_force_since is null or withdrawn_at is null);
update obhut.statement s set in_force_since = coalesce((select since from obhut.in_force f where f.version = s.version), s.published_at);
alter table obhut.statement alter material drop default;

-- One waits at a time: what a second one would change depends on whether the first has come.
create unique index statement_waits on obhut.statement ((true)) where in_force_since is null and withdrawn_at is null;
