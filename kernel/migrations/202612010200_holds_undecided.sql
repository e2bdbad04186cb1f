-- Holds that wait for somebody's decision are counted for whoever may decide.
create index legal_hold_undecided on obhut.legal_hold (recorded_by) where decision is null and ended_at is null;
