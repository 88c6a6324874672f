-- The last code that was texted to a phone for a purpose. Whoever sends the next one takes this row first: so of many callers
-- at once one sends, and the wait between texts holds for the phone, whatever the sessions.
create table last_codes (
    phone        text not null,
    purpose      text not null,
    challenge_id uuid not null,
    sent_at      timestamptz not null,
    primary key (phone, purpose)
) with (fillfactor = 70);

insert into last_codes (phone, purpose, challenge_id, sent_at)
select distinct on (phone, purpose) phone, purpose, id, sent_at
  from challenges
 where expires_at > now()
 order by phone, purpose, id desc;
