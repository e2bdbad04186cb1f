-- A gateway that is taken out of use is let in no more; the process that holds its connection hears of it at the commit.
alter table homes.gateway add retired_at timestamptz(3);
create function homes.tell_retired() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('homes', 'retired ' || new.id);
  return null;
end $$;
create trigger told_of_retiring after update on homes.gateway for each row when (old.retired_at is null and new.retired_at is not null) execute function homes.tell_retired();
