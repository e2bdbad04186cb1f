-- The gateway of somebody who had processing restricted is still taken.
drop index homes.claim_is_one;
create unique index claim_is_one on homes.claim (gateway_id) where restricted is null or restricted = 'on request';
