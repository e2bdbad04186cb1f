-- Whoever was told of a version hears when it is taken back. Of versions taken back until now nobody is told belatedly.
alter table statements.notice add column taken_back_at timestamptz(3);
update statements.notice n set taken_back_at = n.told_at from obhut.statement s where s.version = n.announced and s.withdrawn_at is not null;
create index notice_not_taken_back on statements.notice (announced) where taken_back_at is null;
