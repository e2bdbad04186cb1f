-- Whose comparisons these are, restricted ones too: copy and erasure of one person look for nothing else.
create index compared_subject on homes.compared (subject);
