-- Whose change of address this is, restricted ones too: copy and erasure of one person look for nothing else.
create index mail_change_subject on identity.mail_change (subject);
