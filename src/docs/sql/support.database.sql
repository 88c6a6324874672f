-- DatabaseClock.QUERY
select clock_timestamp();

-- Db.PLAN_EACH
select set_config('plan_cache_mode', 'force_custom_plan', true);
