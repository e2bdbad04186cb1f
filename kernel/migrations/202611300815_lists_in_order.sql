-- Each list of the console comes from an index in its order, and what waits for somebody is found without what is done.
create index alarm_open on obhut.alarm (urgent, last_at) where ended_at is null;
create index objection_examined on obhut.objection (at, id) where state = 'examined';
create index restriction_since on obhut.restriction (since, id);
create index assessment_opened on obhut.assessment (opened_at, id);
create index authority_request_recorded on obhut.authority_request (recorded_at, id);
create index authority_request_undecided on obhut.authority_request (recorded_by) where decision is null;
create index authority_request_to_fetch on obhut.authority_request (recorded_by) where decision = 'approved' and fetched_at is null;
create index hold_recorded on obhut.hold (recorded_at, id);
