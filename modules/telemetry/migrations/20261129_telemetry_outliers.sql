-- Readings of a counter that later ones disproved, and leaps that no meter can have counted.
create table telemetry.outlier (
  channel integer not null,
  at timestamptz(3) not null,
  last timestamptz(3) not null check (last >= at),
  ends timestamptz(3) not null check (ends > last),
  primary key (channel, at)
);
alter table telemetry.fall drop constraint fall_amount_check, add constraint fall_amount_check check (amount <> 0);
