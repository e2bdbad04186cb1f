-- Whoever writes under an activity speaks for that activity alone. A check, and no policy: under a policy every statement is planned anew each time a
-- connection changes its role, and this is the statement that goes with each write. Desks, and whoever restores, write down what others did.
alter table obhut.audit_entry_arriving add constraint of_its_own_activity
  check (current_user !~ '^obhut_[0-9a-f]{8}_[^@]' or substr(current_user, 16) = activity);

-- When the database took it in, by its own clock, which nobody who writes can choose: the sealer holds the time of the entry against it.
alter table obhut.audit_entry_arriving add arrived timestamptz(3) not null default clock_timestamp();
