-- The ids of the organisations with codes $1, or of all where it is null; likewise of the metrics with codes $2. Served by orgs_code_key,
-- metrics_code_key. In one row without a code:
-- how often metrics have been merged.
select 'org', code, id from orgs where $1::text[] is null or code = any($1::text[])
union all
select 'metric', code, coalesce(merged_into, id) from metrics where $2::text[] is null or code = any($2::text[])
union all
select 'merges', '', count from metric_merge_count
