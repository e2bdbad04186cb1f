-- How many seals each witness was told of: one that holds fewer was changed, or came back empty. It goes by the hash of its path.
create table obhut.witness (
  mark bytea primary key,
  seals bigint not null check (seals >= 0)
);
