-- Secrets of second factors lie sealed under the key of their row. One from before is under no such key: whoever has one sets up a new one at the next sign-in.
delete from identity.second_factor;
alter table identity.second_factor add constraint second_factor_secret_is_sealed check (obhut.is_sealed(secret));
