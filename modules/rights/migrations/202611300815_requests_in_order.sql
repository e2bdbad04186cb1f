-- The desk's list in its order: all, and those that are closed from the latest.
create index request_by_due on rights.request (due_at, id);
create index request_closed_by_due on rights.request (due_at, id) where state <> 'open';
