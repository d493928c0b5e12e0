-- Takes back the break of metric $1 (code) that begins on day $2, its own and those of what was merged into it. No row: there is none.
-- Served by metrics_code_key, metrics_merged_into, metric_breaks_pkey.
with metric as (
    select m.id from metrics m where m.code = $1 and m.merged_into is null for no key update
)
delete from metric_breaks b
using metric
where b.starts = $2::date
  and (b.metric_id = metric.id or b.metric_id in (select n.id from metrics n where n.merged_into = metric.id))
returning b.period
