-- FulfilmentRepository.STEP
with due as materialized (
  select id from orders
   where fulfilment = 'automatic' and status = :source and status in ('pending', 'processing')
     and updated_at <= clock_timestamp() - :age * interval '1 second'
   order by id limit :batch for no key update skip locked),
changed as (
  update orders p
     set status = :target, version = p.version + 1, updated_at = clock_timestamp()
   where p.id = any (array(select id from due))
  returning p.*, :source::text as source),
history as (
  insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note, at, request_id)
  select c.id, c.version, :actor, :actor_id::uuid, c.source, c.status, :note::text, c.updated_at, :request_id
    from changed c),
news as (
  select c.id as subject_id,
         jsonb_build_object('order_id', c.id, 'version', c.version, 'from', c.source, 'to', c.status,
                            'actor', :actor::text) as payload
    from changed c),
event as (
  insert into outbox (topic, subject_id, payload)
  select 'order.changed', s.subject_id, s.payload from news s)
select count(*) as moved from changed;

-- ListSqlForms.FORMS everybody's
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from ((select o.id from orders o where o.id < :before order by o.id desc limit :limit)) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS everybody's, filtered
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from (with newest as materialized (
    select o.id, o.search from orders o where o.id < :before and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to
     order by o.id desc limit 5000),
  near as materialized (
    select o.id from newest o where (o.search like lower(:like_1)) order by o.id desc limit :limit),
  found as materialized (
    select o.id, o.id < :before and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to as wanted from orders o
     where (o.search like lower(:like_1)) and (select count(*) from near) < :limit and (select count(*) from newest) = 5000
     limit 10000),
  far as materialized (
    select o.id from orders o
     where (select count(*) from found) = 10000
       and o.id < (select n.id from newest n order by n.id limit 1) and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search || '' like lower(:like_1))
     order by o.id desc limit :limit)
  select u.id
    from (select n.id from near n
          union
          select f.id from found f where f.wanted and (select count(*) from found) < 10000
          union
          select f.id from far f) as u
   order by u.id desc limit :limit) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS everybody's, filtered, skipping
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from (select id from (with newest as materialized (
    select o.id, o.search from orders o where o.id < :before and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to
     order by o.id desc limit 5000),
  near as materialized (
    select o.id from newest o where (o.search like lower(:like_1)) order by o.id desc limit :reach),
  found as materialized (
    select o.id, o.id < :before and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to as wanted from orders o
     where (o.search like lower(:like_1)) and (select count(*) from near) < :reach and (select count(*) from newest) = 5000
     limit 10000),
  far as materialized (
    select o.id from orders o
     where (select count(*) from found) = 10000
       and o.id < (select n.id from newest n order by n.id limit 1) and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search || '' like lower(:like_1))
     order by o.id desc limit :reach)
  select u.id
    from (select n.id from near n
          union
          select f.id from found f where f.wanted and (select count(*) from found) < 10000
          union
          select f.id from far f) as u
   order by u.id desc limit :reach) as u order by id desc offset :skip limit :limit) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS everybody's, skipping
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from (select id from ((select o.id from orders o where o.id < :before order by o.id desc limit :reach)) as u order by id desc offset :skip limit :limit) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS own
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from ((select o.id from orders o where o.id < :before and o.customer_id = :own_id order by o.id desc limit :limit) union (select o.id from orders o where o.id < :before and o.phone = :own_phone order by o.id desc limit :limit)) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS own, filtered
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from ((select o.id from orders o where o.id < :before and o.customer_id = :own_id and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search like lower(:like_1)) order by o.id desc limit :limit) union (select o.id from orders o where o.id < :before and o.phone = :own_phone and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search like lower(:like_1)) order by o.id desc limit :limit)) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS own, filtered, skipping
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from (select id from ((select o.id from orders o where o.id < :before and o.customer_id = :own_id and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search like lower(:like_1)) order by o.id desc limit :reach) union (select o.id from orders o where o.id < :before and o.phone = :own_phone and o.status = 'pending' and o.phone = :phone and o.id >= :first and o.created_at >= :from and o.id < :end and o.created_at < :to and (o.search like lower(:like_1)) order by o.id desc limit :reach)) as u order by id desc offset :skip limit :limit) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- ListSqlForms.FORMS own, skipping
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items
  from (select id from ((select o.id from orders o where o.id < :before and o.customer_id = :own_id order by o.id desc limit :reach) union (select o.id from orders o where o.id < :before and o.phone = :own_phone order by o.id desc limit :reach)) as u order by id desc offset :skip limit :limit) as page join orders p on p.id = page.id
 order by p.id desc limit :limit;

-- OrderChangeRepository.REWRITE
with wanted as (select :phone::text as phone, :payload::jsonb as payload),
changed as (
  update orders p
     set phone = a.phone, customer_name = o.customer_name, address = o.address,
         payment_method = o.payment_method, currency = o.currency, total_minor = o.total_minor,
         price_source = o.price_source, payment_status = case when o.total_minor = 0 then 'paid' else 'pending' end, note = o.note, search = lower(concat_ws(' ', p.number, o.customer_name,
                         (select string_agg(t ->> 'title', ' ')
                            from jsonb_array_elements(a.payload -> 'items') as t
                           where coalesce(t ->> 'kind', 'item') = 'item'))),
         version = p.version + 1, updated_at = clock_timestamp()
    from wanted a,
         jsonb_to_record(a.payload -> 'order')
           as o (customer_name text, address text, payment_method text, currency text, total_minor bigint,
                 price_source text, note text)
   where p.id = :id and p.version = :version and (p.payment_status = 'pending' or p.total_minor = 0)
  returning p.*, :source::text as source, a.payload,
            case when :stocked
                 then move_stock(p.id, case when p.price_source = 'list' then a.payload -> 'items' else '[]' end)
             end as products),
lines as (
  insert into order_items as l (order_id, position, kind, product_id, title, unit_price_minor, quantity, from_stock)
  select t.id, i.position, i.kind, i.product_id, i.title, i.unit_price_minor, i.quantity, case when coalesce(i.kind, 'item') = 'item' and i.product_id = any (t.products) then i.quantity end
    from changed t,
         jsonb_to_recordset(t.payload -> 'items')
           as i (position int, kind text, product_id text, title text, unit_price_minor bigint, quantity int)
  on conflict (order_id, position) do update
     set kind = excluded.kind, product_id = excluded.product_id, title = excluded.title,
         unit_price_minor = excluded.unit_price_minor, quantity = excluded.quantity,
         from_stock = excluded.from_stock),
left_over as (
  delete from order_items l using changed c
   where l.order_id = c.id and l.position >= jsonb_array_length(c.payload -> 'items')),
history as (
  insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note, at, request_id)
  select c.id, c.version, :actor, :actor_id::uuid, c.source, c.status, :note::text, c.updated_at, :request_id
    from changed c),
news as (
  select c.id as subject_id,
         jsonb_build_object('order_id', c.id, 'version', c.version, 'from', c.source, 'to', c.status,
                            'actor', :actor::text) as payload
    from changed c),
event as (
  insert into outbox (topic, subject_id, payload)
  select 'order.changed', s.subject_id, s.payload from news s)
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, p.payload ->> 'items' as items from changed p;

-- OrderChangeRepository.TRANSITION
with changed as (
  update orders p
     set status = :target, status_reason = :reason::text, carrier = :carrier::text,
         tracking_number = :tracking_number::text, tracking_url = :tracking_url::text, version = p.version + 1, updated_at = clock_timestamp()
   where p.id = :id and p.version = :version
  returning p.*, :source::text as source, case when :stocked then move_stock(p.id, '[]') end as products),
given_back as (
  update order_items i set from_stock = null
    from changed c
   where :stocked and i.order_id = c.id and i.from_stock is not null),
history as (
  insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note, at, request_id)
  select c.id, c.version, :actor, :actor_id::uuid, c.source, c.status, :note::text, c.updated_at, :request_id
    from changed c),
news as (
  select c.id as subject_id,
         jsonb_build_object('order_id', c.id, 'version', c.version, 'from', c.source, 'to', c.status,
                            'actor', :actor::text) as payload
    from changed c),
event as (
  insert into outbox (topic, subject_id, payload)
  select 'order.changed', s.subject_id, s.payload from news s)
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items from changed p;

-- OrderHistoryRepository.FIND
select e.version, e.actor, e.actor_id, e.from_status, e.to_status, coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note, e.at, e.request_id
  from order_events e join orders o on o.id = e.order_id
 where e.order_id = :order_id and e.version > :after
 order by e.version limit :limit;

-- OrderPlacementRepository.PLACE
with attempt as (select :phone::text as phone, :payload::jsonb as payload),
placed as (
  insert into orders as p (id, number, challenge_id, customer_id, status, fulfilment, phone, customer_name,
                           address, payment_method, currency, total_minor, payment_status, price_source,
                           note, search)
  select :order_id, o.number_prefix || :number_tail, null::uuid, :customer_id::uuid, 'pending', :fulfilment, a.phone, o.customer_name,
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
   on conflict (number) do nothing
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
  select p.id, p.version, p.status, :actor, :actor_id::uuid, :request_id from placed p),
news as (
  select p.id as subject_id, jsonb_build_object('order_id', p.id, 'status', p.status) as payload
    from placed p),
event as (
  insert into outbox (topic, subject_id, payload)
  select 'order.placed', s.subject_id, s.payload from news s)
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, a.payload ->> 'items' as items from placed p cross join attempt a;

-- OrderRepository.BY_CHALLENGE
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items from orders p where p.challenge_id = :challenge_id;

-- OrderRepository.BY_ID
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items from orders p where p.id = :id;

-- OrderRepository.BY_IDS
select p.id, p.number, p.customer_id, p.phone, p.customer_name, p.address, p.payment_method, p.payment_status,
p.status, p.fulfilment, p.currency, p.total_minor, p.price_source, p.note, p.status_reason, p.carrier,
p.tracking_number, p.tracking_url, p.version, p.created_at, p.updated_at, (select json_agg(json_build_object('position', i.position, 'kind', i.kind, 'product_id', i.product_id, 'title', i.title,
                                   'unit_price_minor', i.unit_price_minor, 'quantity', i.quantity)
                 order by i.position)::text
   from order_items i where i.order_id = p.id) as items from orders p where p.id = any (:ids::uuid[]);

-- OrderRepository.ERASE
with erased as (
  update orders o
     set phone = null, customer_name = null, address = null, note = null, status_reason = null, tracking_number = null,
         tracking_url = null, version = version + 1,
         search = lower(concat_ws(' ', o.number, (select string_agg(i.title, ' ' order by i.position)
                                                    from order_items i
                                                   where i.order_id = o.id and i.kind = 'item')))
   where phone = :phone or customer_id = :customer_id
  returning id, version, status),
forgotten as (
  delete from idempotency_keys k using erased s where k.subject_id = s.id)
insert into order_events (order_id, version, actor, actor_id, from_status, to_status, note)
select id, version, 'customer', :customer_id, status, status, 'personal data erased' from erased;

-- OrderRepository.OPEN
select exists(select from orders o
               where (o.phone = :phone or o.customer_id = :customer_id) and o.status in ('pending', 'verified', 'processing', 'shipped')) as open;
