-- The same form, looked at for a microsecond an entry in place of eight: a pattern that counts is ten times as dear as a length beside one that does not.
alter table obhut.audit_entry_arriving
  drop constraint what_is_said_in_words, drop constraint about_names_no_person,
  add constraint what_is_said_in_words check (length(what) <= 60 and what ~ '^[a-z][a-z ''-]*$') not valid,
  add constraint about_names_no_person check (length(about) <= 130
    and (about ~ '^[A-Za-z][A-Za-z0-9_.:-]*( [0-9]+)?$' or length(about) = 36 and about ~ '^[0-9a-f-]*$')) not valid;
