-- What the operator has to know: one row for each kind of fault from its first time until it is over. It names nobody; who acknowledged it
-- stands in the audit log like whoever placed a hold.
create table obhut.alarm (
  id uuid primary key default gen_random_uuid(),
  kind text collate "C" not null,
  place text not null,
  says jsonb not null,
  mend jsonb not null,
  urgent boolean not null,
  since timestamptz(3) not null,
  last_at timestamptz(3) not null,
  times integer not null check (times > 0),
  mailed_at timestamptz(3),
  mailed_times integer not null default 0,
  acknowledged_at timestamptz(3),
  ended_at timestamptz(3)
);
create unique index alarm_is_one on obhut.alarm (kind) where ended_at is null;
create index alarm_ended on obhut.alarm (ended_at) where ended_at is not null;
create index audit_entry_of_alarms on obhut.audit_entry (about) where what = 'acknowledged an alarm';
