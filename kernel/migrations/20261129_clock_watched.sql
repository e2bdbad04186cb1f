-- The last moment that the store saw, and when somebody last vouched for its clock.
alter table obhut.upkeep drop constraint upkeep_what_check, add constraint upkeep_what_check check (what in ('backup', 'purge', 'seen', 'confirmed'));
