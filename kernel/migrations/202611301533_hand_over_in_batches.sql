-- Who of these people consents, each looked at as who they are, so that the row policies hold as for one.
create function obhut.consenting(subjects uuid[], for_purpose text, to_recipient text, by_channel text) returns setof uuid
language plpgsql set search_path = pg_catalog as $$
declare
  one uuid;
  before text := current_setting('obhut.subject', true);
begin
  foreach one in array subjects loop
    perform set_config('obhut.subject', one::text, true);
    perform from obhut.consent c where c.subject = one and c.purpose = for_purpose and c.recipient = to_recipient and c.channel = by_channel
      and c.state = 'given' and (c.valid_until is null or c.valid_until > obhut.now())
      and c.statement in (select s.version from obhut.consent_standing s where s.activity = for_purpose) limit 1;
    if found then return next one; end if;
  end loop;
  perform set_config('obhut.subject', coalesce(before, ''), true);
end $$;

-- Writes down that data of these people goes to a recipient, and answers of whom: whoever was erased gets no row, and holds up nobody else's.
create function obhut.disclose(subjects uuid[], moment timestamptz, to_recipient text, of_activity text, which_fields text[], on_ground text) returns setof uuid
language plpgsql set search_path = pg_catalog as $$
declare one uuid;
begin
  begin
    insert into obhut.disclosure (at, recipient, activity, fields, ground, subject)
      select moment, to_recipient, of_activity, which_fields, on_ground, s from unnest(subjects) s;
    return query select s from unnest(subjects) s;
    return;
  exception when sqlstate 'OB410' then
    -- Somebody of them: one by one.
  end;
  foreach one in array subjects loop
    begin
      insert into obhut.disclosure (at, recipient, activity, fields, ground, subject) values (moment, to_recipient, of_activity, which_fields, on_ground, one);
      return next one;
    exception when sqlstate 'OB410' then
    end;
  end loop;
end $$;
