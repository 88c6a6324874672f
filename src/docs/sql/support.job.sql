-- Partitions.MAKE
select made, missing from make_partitions();

-- RetentionRule.DROP
select dropped, more, late, slack from drop_partition(:table, :keep, :size);
