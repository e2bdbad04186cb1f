-- Keys of pseudonyms: one for each activity and way of rotating, encrypted under the key of its row, with which it goes.
create table obhut.pseudonym_key (
  id uuid primary key default gen_random_uuid(),
  activity text collate "C" not null,
  rotates text collate "C" not null,
  since timestamptz(3) not null,
  ends_at timestamptz(3),
  secret bytea not null check (obhut.is_sealed(secret))
);
create index pseudonym_key_activity on obhut.pseudonym_key (activity, rotates);
create index pseudonym_key_ends_at on obhut.pseudonym_key (ends_at);
