-- What e-mail addresses are compared by: the stored form with the case of ASCII letters folded, the same in every locale.
-- io.ordergate.support.EmailAddress makes the same key.
alter table users
    add column email_key text generated always as
        (translate(email, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')) stored;

create unique index users_email_key on users (email_key) where email_key is not null;
drop index users_email;
