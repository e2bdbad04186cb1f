create index role_request_asked on identity.role_request (asked_at, id);
