-- A mail that is delivered twice is known again.
alter table rights.request add column delivered bytea;
create unique index request_delivered on rights.request (delivered) where restricted is null;
