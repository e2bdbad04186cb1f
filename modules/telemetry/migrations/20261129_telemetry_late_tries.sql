-- A day that cannot be summed up is tried again later and later, and holds up no other.
alter table telemetry.late add tries integer not null default 0, add due_at timestamptz(3);
create index late_due on telemetry.late (due_at) where due_at is not null;
