-- The audit is read newest first, whatever it is filtered by: each filter is one range of one index, read backwards.
drop index security_events_at;
drop index security_events_subject;
drop index security_events_actor;

create index security_events_at on security_events (at, id);
create index security_events_event on security_events (event, at, id);
create index security_events_subject on security_events (subject_id, at, id) where subject_id is not null;
create index security_events_actor on security_events (actor_id, at, id) where actor_id is not null;

-- What is recent stays, whoever asks: only events that no retention may keep any shorter can be deleted.
create trigger security_events_are_kept before delete on security_events
    for each row when (old.at > now() - interval '7 days') execute function refuse_change();

create trigger security_events_are_not_emptied before truncate on security_events
    for each statement execute function refuse_change();

-- A sign-in is over when it was ended or was not used any more, whichever came first.
drop index refresh_families_expiry;

create index refresh_families_end on refresh_families (least(expires_at, revoked_at));
