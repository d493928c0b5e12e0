-- All vintages of series $1. Served by series_id, observations_pkey, figures_pkey.
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from series s
join observations v on v.org_id = s.org_id and v.series_id = s.id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
where s.id = $1::bigint
order by v.period_start, v.period_end, v.status, v.id
