-- All vintages of the series of organisation $1, metrics $2 (codes), scope $3, statuses $4, for the days $5 to $6 and for all periods
-- that hold $7 to $8. Served by series_org_id_metric_id_scope_key, observations_pkey, figures_pkey.
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from series s
join observations v on v.org_id = s.org_id and v.series_id = s.id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
where s.org_id = (select id from orgs where code = $1)
  and s.metric_id in (select id from metrics where code = any ($2::text[])) and s.scope = $3
  and v.status = any ($4::text[])
  and ((v.period_start = $5::date and v.period_end = $6::date)
       or (v.period_start <= $7::date and v.period_end >= $8::date))
order by v.metric_id, v.period_start, v.period_end, v.id
