-- Proofs that were made; of the latest everything that was found.
create table obhut.proof (
  id uuid primary key default gen_random_uuid(),
  at timestamptz(3) not null,
  version integer not null,
  deep boolean not null,
  promises integer not null,
  broken integer not null,
  found jsonb
);
create index proof_at on obhut.proof (at);
