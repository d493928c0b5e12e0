-- Metric $2 (code) is counted otherwise from the same days on as $1 and what was merged into it, where it does not say so itself. Served by
-- metrics_code_key, metrics_merged_into, metric_breaks_pkey.
insert into metric_breaks (metric_id, starts, period, note)
select distinct on (b.starts) t.id, b.starts, b.period, b.note
from metrics s
cross join metrics t
join metric_breaks b on b.metric_id = s.id or b.metric_id in (select n.id from metrics n where n.merged_into = s.id)
where s.code = $1 and t.code = $2
order by b.starts, b.metric_id <> s.id, b.metric_id
on conflict (metric_id, starts) do nothing
