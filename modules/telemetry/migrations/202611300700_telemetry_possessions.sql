-- Activities for everybody ask whose possessions they must leave alone: those of restricted persons, and those of versions
-- of the statement that did not state them.
create index holding_restricted on telemetry.holding (channel) where restricted is not null;
create index holding_version on telemetry.holding (version);
