-- Requests by the form of the site: who wrote, and the link by which the address is confirmed.
alter table rights.request add column name text, add column confirmed_at timestamptz(3);

create table rights.form_link (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references rights.request deferrable,
  token bytea not null unique,
  language text not null check (language in ('de', 'en')),
  made_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index form_link_request on rights.form_link (request_id);
create index form_link_subject on rights.form_link (subject);
create index form_link_expires_at on rights.form_link (expires_at);
