-- Files of rows, encrypted under a key of their own that goes with them, in chunks. A row takes a file once that is whole, and from then on the file
-- follows the row: gone with it in the same statement, restricted with it, of the same version.
create table obhut.file (
  id uuid primary key default gen_random_uuid(),
  of text collate "C" not null,
  row_id uuid,
  original uuid,
  variant text collate "C",
  name bytea not null check (obhut.is_sealed(name)),
  type text collate "C" not null check (type ~ '^[a-z]+/[a-z0-9.+-]+$'),
  size bigint not null check (size >= 0),
  whole bytea check (obhut.is_sealed(whole)),
  made_at timestamptz(3) not null,
  unclaimed_until timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C",
  check ((row_id is null) = (unclaimed_until is not null)),
  check (row_id is null or whole is not null),
  check ((original is null) = (variant is null))
);
create index file_subject on obhut.file (subject, of);
create index file_row on obhut.file (row_id) where row_id is not null;
create index file_unclaimed on obhut.file (unclaimed_until) where unclaimed_until is not null;
create unique index file_variant on obhut.file (original, variant) where original is not null;

create table obhut.file_chunk (
  id uuid primary key default gen_random_uuid(),
  file_id uuid not null references obhut.file deferrable,
  of text collate "C" not null,
  place integer not null check (place >= 0),
  last boolean not null,
  content bytea not null check (obhut.is_sealed(content)),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create unique index file_chunk_place on obhut.file_chunk (file_id, place);
create index file_chunk_subject on obhut.file_chunk (subject);
-- Ciphertext cannot be compressed, and trying costs time.
alter table obhut.file_chunk alter column content set storage external;

-- A row takes a file that is whole, was made for this column, is about the same person, and belongs to no other row. The one that it had before goes.
create function obhut.take_file() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken uuid;
  before uuid;
begin
  execute format('select ($1).%I', tg_argv[0]) into taken using new;
  if tg_op = 'UPDATE' then
    execute format('select ($1).%I', tg_argv[0]) into before using old;
  end if;
  if taken is not distinct from before then
    return null;
  end if;
  if taken is not null then
    update obhut.file f set row_id = new.id, unclaimed_until = null, restricted = new.restricted, version = new.version
      where f.id = taken and f.of = tg_argv[1] and f.row_id is null and f.original is null and f.whole is not null and f.subject = new.subject;
    if not found then
      raise exception 'a row refers to a file that it cannot have' using errcode = 'OB409', table = tg_table_name, schema = tg_table_schema, column = tg_argv[0];
    end if;
    update obhut.file f set row_id = new.id, unclaimed_until = null, restricted = new.restricted, version = new.version where f.original = taken and f.whole is not null;
  end if;
  if before is not null then
    delete from obhut.file f where f.id = before or f.original = before;
  end if;
  return null;
end $$;

create function obhut.files_go() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from obhut.file f using gone where f.row_id = gone.id and f.of = any(tg_argv);
  return null;
end $$;

create function obhut.files_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update obhut.file f set restricted = new.restricted, version = new.version where f.row_id = new.id and f.of = any(tg_argv);
  return null;
end $$;

-- Before the file, which they refer to.
create function obhut.chunks_go() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from obhut.file_chunk c where c.file_id = old.id;
  return old;
end $$;

create function obhut.chunks_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update obhut.file_chunk c set restricted = new.restricted, version = new.version where c.file_id = new.id;
  return null;
end $$;
