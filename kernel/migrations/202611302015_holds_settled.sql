-- What a hold kept of what was to go goes once the hold is over; until that is done, this is empty.
alter table obhut.legal_hold add column settled_at timestamptz(3);
create index legal_hold_settles on obhut.legal_hold (subject) where ended_at is not null and settled_at is null;
