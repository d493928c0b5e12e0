-- How often metrics have been merged, now that posted_lock lets nobody merge any.
select count from metric_merge_count
