-- The last number that was given of each series, for each year and tenant that it counts by.
create table obhut.series (
  id uuid primary key default gen_random_uuid(),
  name text collate "C" not null check (name ~ '^[a-z][a-z-]*\.[a-z][a-z-]*$'),
  year integer check (year between 1900 and 2999),
  tenant uuid,
  last integer not null check (last > 0)
);
create unique index series_once on obhut.series (name, year, tenant) nulls not distinct;
