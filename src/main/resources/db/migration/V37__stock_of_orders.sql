-- How many pieces of a line its order has taken out of the stock, and holds; null where none of the product was kept.
alter table order_items add column from_stock int;

-- Takes out of the stock what these lines of an order need beyond what the order holds, and puts back what it holds beyond them.
-- Returns the products whose pieces come out of the stock. If there is too little of one, nothing is taken, and the detail of the
-- error says, as JSON, what each such line's order may have of its product. A product of which none was kept when the order was placed
-- stays out of it, since whoever counted later did not count what this order has. Rows are locked in the order of the products,
-- as by everybody. Nodes hear of what has run out, and of what is there again.
create function move_stock(of_order uuid, lines jsonb) returns text[] language plpgsql as $$
declare
    line record;
    held text[] := '{}';
    short jsonb := '{}';
    has_news boolean := false;
begin
    for line in
        with before as materialized (
               select i.product_id, sum(i.from_stock) as taken
                 from order_items i
                where i.order_id = of_order and i.kind = 'item' and i.product_id is not null
                group by i.product_id),
             after as materialized (
               select i.product_id, sum(i.quantity) as wanted
                 from jsonb_to_recordset(lines) as i (kind text, product_id text, quantity bigint)
                where coalesce(i.kind, 'item') = 'item' and i.product_id is not null
                group by i.product_id),
             moved as materialized (
               select product_id, coalesce(a.wanted, 0) as wanted, coalesce(b.taken, 0) as taken
                 from after a full join before b using (product_id)
                where b.product_id is null or b.taken is not null)
        select s.product_id, s.available, m.wanted, m.wanted - m.taken as needed
          from moved m join stock s on s.product_id = m.product_id
         order by s.product_id
           for no key update of s
    loop
        if line.wanted > 0 then
            held := held || line.product_id;
        end if;
        if line.available < line.needed then
            short := short || jsonb_build_object(line.product_id, line.available + line.wanted - line.needed);
        elsif line.needed <> 0 then
            update stock s set available = s.available - line.needed where s.product_id = line.product_id;
            has_news := has_news or line.available = 0 or line.available = line.needed;
        end if;
    end loop;
    if short <> '{}' then
        raise check_violation using message = 'out of stock', constraint = 'stock_never_negative', detail = (
            select jsonb_agg(jsonb_build_object('position', i.position, 'product_id', i.product_id,
                                                'available', short -> i.product_id) order by i.position)
              from jsonb_to_recordset(lines) as i (position int, kind text, product_id text)
             where coalesce(i.kind, 'item') = 'item' and short ? i.product_id)::text;
    end if;
    if has_news then
        perform pg_notify('prices', '');
    end if;
    return held;
end $$;
