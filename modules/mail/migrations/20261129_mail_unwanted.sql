-- What a letter is about, by an id, for whoever has to write by post where it does not arrive. And what was not to arrive is told from what could not.
alter table mail.letter add column concerns uuid;
alter table mail.letter drop constraint letter_state_check;
alter table mail.letter add constraint letter_state_check check (state in ('waiting', 'sent', 'refused', 'too late', 'unwanted'));
update mail.letter set state = 'unwanted' where state = 'refused' and answer in ('the person does not want it', 'the consent was withdrawn');
