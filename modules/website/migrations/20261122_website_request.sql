-- The access log stands alone: nothing refers to it, and it refers to nothing.
create schema website;

create table website.request (
  id uuid primary key default gen_random_uuid(),
  at timestamptz(3) not null,
  host text,
  provider text,
  zone_offset text,
  path text,
  file text,
  status integer,
  bytes bigint,
  referrer text,
  browser text,
  browser_version text,
  language text,
  os text,
  surface text
);
create index request_at on website.request (at);
