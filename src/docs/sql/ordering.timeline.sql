-- TimelineRepository.FIND
select o.challenge_id, e.actor, e.from_status, e.to_status, coalesce(e.note, case when e.from_status <> e.to_status and e.to_status = o.status then o.status_reason end) as note, e.at
  from orders o left join order_events e on e.order_id = o.id
 where o.id = :id
 order by e.version desc limit :limit;
