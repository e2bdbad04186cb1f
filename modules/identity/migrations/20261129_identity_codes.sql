-- A code beside each mailed link, for those whose mail gateway cuts off what stands behind the #.
alter table identity.link add code bytea;
create index link_code on identity.link (code);
