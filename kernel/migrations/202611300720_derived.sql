-- What was derived for a table or function, and what the catalogue showed of it once it was made, each as a hash: a start
-- compares both and makes anew what differs, and nothing else.
create table obhut.derived (
  name text collate "C" primary key,
  wanted text not null,
  found text not null
);
