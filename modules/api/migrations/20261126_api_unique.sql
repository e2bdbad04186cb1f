-- A request is answered once also while its sender has processing restricted.
drop index api.answer_key;
create unique index answer_key on api.answer (key) where restricted is null or restricted = 'on request';
