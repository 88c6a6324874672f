-- CallTimeline.FIND
select a.endpoint_id, a.topic, a.at, a.status, a.error
  from webhook_endpoints e
 cross join lateral (select * from webhook_attempts c
                      where c.endpoint_id = e.id and c.message_id = any (:message_ids::bigint[])) a
 order by a.id desc limit :limit;

-- TextTimeline.FIND
select news, sent_at from order_texts where order_id = :order_id order by sent_at desc limit :limit;
