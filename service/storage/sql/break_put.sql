-- From $2, the first day of period $3, on metric $1 (code) is counted otherwise, for the reason $4; at most $5 breaks. No row: there is no
-- such metric, it was merged, or it has as many of other days. Served by metrics_code_key, metric_breaks_pkey.
with metric as (
    select m.id from metrics m where m.code = $1 and m.merged_into is null for no key update
)
insert into metric_breaks (metric_id, starts, period, note)
select metric.id, $2::date, $3, $4
from metric
where (select count(*) from metric_breaks b where b.metric_id = metric.id and b.starts <> $2::date) < $5::bigint
on conflict (metric_id, starts) do update set period = excluded.period, note = excluded.note
returning (xmax = 0) as created
