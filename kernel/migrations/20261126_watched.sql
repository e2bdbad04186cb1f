-- From where somebody acted lies in a table of its own, each row under a key of its own: an address is sealed.
alter table obhut.audit_person drop column user_name, drop column address, drop column browser, drop column browser_version, drop column os;
create table obhut.audit_origin (
  id uuid primary key,
  entry_id uuid not null,
  place integer not null,
  salt bytea not null,
  at timestamptz(3) not null,
  user_name text collate "C",
  address bytea check (obhut.is_sealed(address)),
  browser text,
  browser_version text,
  os text,
  subject uuid not null,
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index audit_origin_subject on obhut.audit_origin (subject, at);
create index audit_origin_entry on obhut.audit_origin (entry_id);
create index audit_origin_user on obhut.audit_origin (user_name, at) where user_name is not null;
create index audit_origin_at on obhut.audit_origin using brin (at);
