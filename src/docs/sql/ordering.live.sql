-- OrderStreamRepository.AFTER
select e.xid::text as xid, e.id, e.order_id, e.version, e.actor, e.from_status, e.to_status, coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note, e.at,
o.number, o.price_source, o.customer_id, o.phone, w.waiting
  from (select exists (select from order_events
                        where xid >= pg_snapshot_xmin(pg_current_snapshot())
                          and xid < pg_snapshot_xmax(pg_current_snapshot())) as waiting) w
  left join lateral (
         select * from order_events
          where (xid, id) > (:xid::text::xid8, :id) and xid < pg_snapshot_xmin(pg_current_snapshot())
          order by xid, id limit :limit) e on true
  left join orders o on o.id = e.order_id
 order by e.xid, e.id;

-- OrderStreamRepository.BETWEEN
select e.xid::text as xid, e.id, e.order_id, e.version, e.actor, e.from_status, e.to_status, coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note, e.at,
o.number, o.price_source, o.customer_id, o.phone
  from (select * from order_events where (xid, id) > (:xid::text::xid8, :id) and (xid, id) <= (:last_xid::text::xid8, :last_id) order by xid, id limit :limit) e
  join orders o on o.id = e.order_id
 order by e.xid, e.id;

-- OrderStreamRepository.NOW
select pg_snapshot_xmin(pg_current_snapshot())::text as xid;

-- OrderStreamRepository.OWN_BETWEEN
select e.xid::text as xid, e.id, e.order_id, e.version, e.actor, e.from_status, e.to_status, coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note, e.at,
o.number, o.price_source, o.customer_id, o.phone
  from (select id from orders where customer_id = :customer_id
        union select id from orders where phone = :phone) mine
  join orders o on o.id = mine.id
 cross join lateral (select * from order_events where order_id = mine.id and (xid, id) > (:xid::text::xid8, :id) and (xid, id) <= (:last_xid::text::xid8, :last_id) offset 0) e
 order by e.xid, e.id limit :limit;
