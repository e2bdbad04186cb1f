-- Keys of rows, each wrapped under a master key that never lies in the store.
create table obhut.key_generation (
  number integer primary key check (number > 0),
  mark bytea not null,
  since timestamptz(3) not null,
  retired_at timestamptz(3)
);
create table obhut.row_key (
  id uuid primary key,
  kept_in text collate "C" not null,
  generation integer not null,
  wrapped bytea not null
);
create index row_key_generation on obhut.row_key (generation, id);

-- A key goes in the statement in which its row goes, whoever takes it away; the triggers themselves follow from the declarations.
create function obhut.destroy_keys() returns trigger language plpgsql as $$
begin
  delete from obhut.row_key k using gone where k.id = gone.id;
  return null;
end $$;
-- A row from which everything was blanked that its key opens needs no key.
create function obhut.destroy_key() returns trigger language plpgsql as $$
begin
  delete from obhut.row_key k where k.id = new.id;
  return null;
end $$;

-- Ciphertext in the vault's format: the least that the database itself can hold a sealed column to.
create function obhut.is_sealed(value bytea) returns boolean language sql immutable parallel safe
  as $$ select octet_length(value) >= 29 and get_byte(value, 0) = 1 $$;
