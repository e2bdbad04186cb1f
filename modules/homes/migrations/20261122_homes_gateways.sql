-- Gateways, who has them, what they report, and what was switched.
create schema homes;

create table homes.gateway (
  id uuid primary key default gen_random_uuid(),
  serial text collate "C" not null unique,
  secret bytea not null,
  model text not null,
  added_at timestamptz(3) not null
);

create table homes.claim (
  id uuid primary key default gen_random_uuid(),
  gateway_id uuid not null references homes.gateway deferrable,
  since timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index claim_subject on homes.claim (subject);
create index claim_gateway on homes.claim (gateway_id);
create unique index claim_is_one on homes.claim (gateway_id) where restricted is null;

create table homes.missed (
  id uuid primary key default gen_random_uuid(),
  serial text not null,
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index missed_subject on homes.missed (subject);
create index missed_at on homes.missed (at);

create table homes.guess (
  id uuid primary key default gen_random_uuid(),
  at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index guess_subject on homes.guess (subject, at);
create index guess_at on homes.guess (at);

create table homes.status (
  id uuid primary key default gen_random_uuid(),
  claim_id uuid not null references homes.claim deferrable,
  model text not null,
  firmware text not null,
  online boolean not null,
  last_seen_at timestamptz(3) not null,
  uptime_seconds bigint,
  memory_free bigint,
  signal integer,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index status_subject on homes.status (subject);
create unique index status_is_one on homes.status (claim_id);
create index status_online on homes.status (last_seen_at) where online;

create table homes.device (
  id uuid primary key default gen_random_uuid(),
  claim_id uuid not null references homes.claim deferrable,
  key text collate "C" not null,
  kind text not null check (kind in ('electricity-meter', 'gas-meter', 'water-meter', 'plug', 'sensor')),
  name text not null,
  given_name text,
  state text not null check (state in ('ok', 'silent', 'fault')),
  switchable boolean not null,
  is_on boolean,
  is_on_since timestamptz(3),
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index device_subject on homes.device (subject);
create unique index device_key on homes.device (claim_id, key);

create table homes.switching (
  id uuid primary key default gen_random_uuid(),
  claim_id uuid not null references homes.claim deferrable,
  device uuid not null,
  at timestamptz(3) not null,
  "on" boolean not null,
  by text not null check (by in ('you', 'gateway', 'device')),
  rule text,
  state text not null check (state in ('waiting', 'sent', 'done', 'failed', 'expired')),
  reason text,
  expires_at timestamptz(3),
  sent_at timestamptz(3),
  answered_at timestamptz(3),
  event text collate "C",
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index switching_subject on homes.switching (subject);
create index switching_device on homes.switching (device, at, id);
create index switching_at on homes.switching (at);
create index switching_open on homes.switching (claim_id, at) where state in ('waiting', 'sent');
create unique index switching_event on homes.switching (claim_id, event) where event is not null;

-- Whoever changes these rows (a route, an erasure, the sweep, a command of another process), the process that holds the
-- gateway's connection and the browsers that look on hear of it at the commit. Identifiers only.
create function homes.tell() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  changed jsonb := to_jsonb(coalesce(new, old));
begin
  perform pg_notify('homes', case tg_table_name
    when 'claim' then 'claim ' || (changed ->> 'gateway_id')
    when 'status' then 'gateway ' || (changed ->> 'claim_id') || ' ' || (changed ->> 'subject')
    when 'device' then 'device ' || (changed ->> 'id') || ' ' || (changed ->> 'subject')
    when 'switching' then 'command ' || (changed ->> 'claim_id')
  end);
  return null;
end $$;
create trigger told after insert or update or delete on homes.claim for each row execute function homes.tell();
create trigger told after insert or delete on homes.status for each row execute function homes.tell();
create trigger told_of_change after update on homes.status for each row when (old.online <> new.online) execute function homes.tell();
create trigger told after insert on homes.device for each row execute function homes.tell();
create trigger told_of_change after update on homes.device for each row
  when ((old.state, old.is_on, old.name, old.given_name) is distinct from (new.state, new.is_on, new.name, new.given_name)) execute function homes.tell();
create trigger told after insert on homes.switching for each row when (new.state = 'waiting') execute function homes.tell();
