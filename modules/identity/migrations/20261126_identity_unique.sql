-- Whoever had processing restricted still has the account: the address stays taken. What only a law keeps takes no address.
drop index identity.account_mail;
create unique index account_mail on identity.account (mail) where restricted is null or restricted = 'on request';
drop index identity.staff_mail;
create unique index staff_mail on identity.staff (mail) where restricted is null or restricted = 'on request';
drop index identity.login_mail;
create unique index login_mail on identity.login (mail) where restricted is null or restricted = 'on request';
drop index identity.mail_change_is_one;
create unique index mail_change_is_one on identity.mail_change (subject) where restricted is null or restricted = 'on request';
