-- Which kind of person an erasure was asked for, beside since when it waits: a hold may have been recorded for another.
alter table obhut.legal_hold add column erasure_kind text;

-- What a person objected to, had restricted or consented to counts on while an erasure waits.
update obhut.objection set restricted = null where restricted = 'held';
update obhut.restriction set restricted = null where restricted = 'held';
update obhut.consent set restricted = null where restricted = 'held';
