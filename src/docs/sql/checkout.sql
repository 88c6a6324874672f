-- CheckoutRepository.CHANGE
with changed as (
  update challenges c
     set payload = :payload::jsonb, about = :about, request_digest = :request_digest
   where c.id = :challenge_id and c.purpose = :purpose and c.phone = :phone
     and c.consumed_at is null and c.closed_at is null
     and c.attempts < c.max_attempts and c.expires_at > now()
     and c.payload -> 'order' ->> 'currency' = :currency
      and (c.payload -> 'order' ->> 'total_minor')::bigint >= :total_minor
  returning c.id) select id from changed;

-- CheckoutRepository.DECIDE_AND_PLACE
with attempt as (
  update challenges c
     set attempts = c.attempts + :count, consumed_at = now(), consume_key = :consume_key::bytea
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
  returning c.id, c.purpose, c.phone, c.country, c.payload, c.client_address, c.sends, c.consumed_at),
cleared as (
  update wrong_guesses w
     set guesses = greatest(0, w.guesses - coalesce((
           select mine.guesses from wrong_guesses mine
            where mine.phone = w.phone and mine.purpose = w.purpose and mine.day = w.day
              and mine.address = :guess_address), 0))
    from attempt a
   where w.phone = a.phone and w.purpose = a.purpose
     and w.day = (now() at time zone 'UTC')::date and w.address in (:guess_address, '*')),
released as (
  update budgets b
     set taken = greatest(b.taken - c.sends, 0), taken_2 = greatest(b.taken_2 - c.sends, 0)
    from attempt c
   where :release and c.consumed_at is not null
     and b.key = any (array(
       select k.key
         from attempt a
         cross join lateral (select case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 56))::text end as wide, case when a.client_address like '%/64' then network(set_masklen(a.client_address::inet, 48))::text end as widest) n
         cross join lateral unnest(array[
           'otp-unanswered ' || a.client_address,
           'otp-unanswered-56 ' || n.wide,
           'otp-unanswered-48 ' || n.widest,
           'otp-phone ' || a.phone || ' ' || coalesce(n.widest, a.client_address)]) as u (key)
         join budgets k on k.key = u.key
        order by k.key for update of k))),
placed as (
  insert into orders as p (id, number, challenge_id, customer_id, status, fulfilment, phone, customer_name,
                           address, payment_method, currency, total_minor, payment_status, price_source,
                           note, search)
  select :order_id, o.number_prefix || :number_tail, a.id, null::uuid, 'verified', 'manual', a.phone, o.customer_name,
         o.address, o.payment_method, o.currency, o.total_minor, case when o.total_minor = 0 then 'paid' else 'pending' end,
         coalesce(o.price_source, 'client'), o.note,
         lower(concat_ws(' ', o.number_prefix || :number_tail, o.customer_name,
                         (select string_agg(t ->> 'title', ' ')
                            from jsonb_array_elements(a.payload -> 'items') as t
                           where coalesce(t ->> 'kind', 'item') = 'item')))
    from attempt a,
         jsonb_to_record(a.payload -> 'order')
           as o (number_prefix text, customer_name text, address text, payment_method text,
                 currency text, total_minor bigint, price_source text, note text)
   where not exists (select from users u where u.phone = a.phone and not u.active)
  returning p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
  p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
  p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at,
            case when p.price_source = 'list'
                 then move_stock(p.id, (select a.payload -> 'items' from attempt a)) end as products),
items as (
  insert into order_items (order_id, position, kind, product_id, title, unit_price_minor, quantity, from_stock)
  select t.id, i.position, coalesce(i.kind, 'item'), i.product_id, i.title, i.unit_price_minor, i.quantity,
         case when coalesce(i.kind, 'item') = 'item' and i.product_id = any (t.products) then i.quantity end
    from placed t,
         jsonb_to_recordset((select a.payload -> 'items' from attempt a))
           as i (position int, kind text, product_id text, title text, unit_price_minor bigint,
                 quantity int)),
history as (
  insert into order_events (order_id, version, to_status, actor, actor_id, request_id)
  select p.id, p.version, p.status, 'customer', null::uuid, '' from placed p),
news as (
  select p.id as subject_id, jsonb_build_object('order_id', p.id, 'status', p.status) as payload
    from placed p),
event as (
  insert into outbox (topic, subject_id, payload)
  select 'order.placed', s.subject_id, s.payload from news s)
select a.id as code_id, a.sends, a.phone as code_phone, a.country as code_country,
coalesce(a.client_address, '') as code_address, a.consumed_at,
       p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
       p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
       p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, a.payload ->> 'items' as items
  from attempt a left join placed p on true;
