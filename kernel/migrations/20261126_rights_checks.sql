-- State and rest of an objection are set together, in one place; what one column may hold stays checked.
alter table obhut.objection drop constraint objection_check;
