-- A channel stays held by whoever had processing restricted.
drop index telemetry.holding_is_one;
create unique index holding_is_one on telemetry.holding (subject, channel) where until is null and (restricted is null or restricted = 'on request');
