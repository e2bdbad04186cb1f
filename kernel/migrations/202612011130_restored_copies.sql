-- A restored copy that nobody was served from yet: what may be rehearsed on.
alter table obhut.upkeep drop constraint upkeep_what_check, add constraint upkeep_what_check check (what in ('backup', 'purge', 'seen', 'confirmed', 'restored'));
