-- Which objections a request has to have answered: each has the request's deadline, and its end closes the request.
create table rights.examination (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references rights.request deferrable,
  objection uuid not null unique,
  subject uuid not null default obhut.subject(),
  version integer not null default obhut.version(),
  restricted text collate "C"
);
create index examination_request on rights.examination (request_id);
create index examination_subject on rights.examination (subject);
