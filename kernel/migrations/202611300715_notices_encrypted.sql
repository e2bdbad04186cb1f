-- What was corrected lies encrypted until its recipients have fetched it, as it does where it was corrected; and so does by what a recipient finds
-- the person, where that lies encrypted itself. Notices that wait go out without the values: nothing in SQL could encrypt them.
alter table obhut.notice drop column was, drop column becomes;
alter table obhut.notice
  add column was bytea constraint notice_was_is_sealed check (obhut.is_sealed(was)),
  add column becomes bytea constraint notice_becomes_is_sealed check (obhut.is_sealed(becomes)),
  add column encrypted_marks bytea constraint notice_encrypted_marks_is_sealed check (obhut.is_sealed(encrypted_marks));
