-- Storage periods of tenants' own, shorter than what the manifest states.
create table obhut.tenant_period (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null,
  setting text collate "C" not null check (setting ~ '^[a-z][a-z.-]*/[A-Za-z]+$'),
  period text collate "C" not null check (period ~ '^P[0-9YMWDTHS]+$'),
  since timestamptz(3) not null
);
create unique index tenant_period_once on obhut.tenant_period (tenant_id, setting);
