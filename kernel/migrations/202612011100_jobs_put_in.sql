-- By which moment it was reckoned when a job is due: what a clock that was ahead put off by its own time is due once the clock is right.
alter table obhut.job add column put_at timestamptz(3);
