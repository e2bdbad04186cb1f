-- When a figure was worked out: it is worked out anew, because readings come late or are disproved by later ones.
alter table homes.compared add worked_out_at timestamptz(3);
