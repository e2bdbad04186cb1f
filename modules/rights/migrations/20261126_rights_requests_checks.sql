-- State, end and reason of a request are set together, in one place; what one column may hold stays checked.
alter table rights.request drop constraint request_check, drop constraint request_check1;
