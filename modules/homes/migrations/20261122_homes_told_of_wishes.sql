-- A wish that came to its end may leave the device as it was (it failed, or nobody answered in time): whoever looks on hears of it nevertheless.
create function homes.tell_wish() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('homes', 'device ' || new.device || ' ' || new.subject);
  return null;
end $$;
create trigger told_of_wish after insert on homes.switching for each row when (new.by = 'you') execute function homes.tell_wish();
create trigger told_of_end after update on homes.switching for each row when (new.by = 'you' and new.state <> old.state) execute function homes.tell_wish();
