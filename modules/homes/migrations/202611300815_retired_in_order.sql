create index gateway_retired on homes.gateway (serial) where retired_at is not null;
