-- Whose consents these are, restricted ones too: copy and erasure of one person look for nothing else.
create index consent_subject on obhut.consent (subject);
