-- The moment that is surely reached: that of the unit of work, or while the clock is in doubt the earliest that it may be.
create function obhut.reached() returns timestamptz language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('obhut.reached', true), '')::timestamptz(3), obhut.now()) $$;
