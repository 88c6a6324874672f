-- AttemptSql.WRONG
with attempt as (
  update challenges c set attempts = c.attempts + :count
   where c.id = case when now() is not null then :challenge_id::uuid end and c.purpose = :purpose
   and c.consumed_at is null and c.closed_at is null
   and c.attempts + :count <= c.max_attempts and c.expires_at > now()
   and not exists (
     select from wrong_guesses w
      where w.phone = c.phone and w.purpose = c.purpose
        and w.day = (now() at time zone 'UTC')::date
        and ((w.address = :guess_address and w.guesses >= :day_address::int)
             or (w.address = '*' and w.guesses >= :day_all::int
                 and (w.guesses >= 10 * :day_all::int
                      or exists (
                        select from wrong_guesses mine
                         where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
                           and mine.address = :guess_address and mine.guesses > 0)))))
  returning c.phone, c.purpose, c.attempts, c.max_attempts),
wrong as (
  insert into wrong_guesses as w (phone, purpose, day, address, guesses)
  select a.phone, a.purpose, (now() at time zone 'UTC')::date, u.address, 1
    from attempt a, unnest(array[:guess_address, '*']) as u (address)
  on conflict (phone, purpose, day, address) do update set guesses = w.guesses + 1
   where w.guesses < case when w.address = '*' then 10 * :day_all::int else :day_address::int end
  returning w.address, w.guesses)
select a.attempts, a.max_attempts,
       (select case when count(*) = 2 then min(case when w.address = '*' then :day_all::int else :day_address::int end - w.guesses) else 0 end from wrong w) as left_today
  from attempt a;
