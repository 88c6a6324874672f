-- DatabaseClock.QUERY
select clock_timestamp();

-- Db.BEGIN_SEARCH
select set_config('statement_timeout', :longest, true),
       set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('enable_seqscan', 'off', true),
       set_config('max_parallel_workers_per_gather', '0', true);
