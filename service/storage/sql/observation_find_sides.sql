-- All vintages of the series of organisation $1, scope $3, status $4, of the numerator and the denominator of metric $2 (codes).
-- Served by series_org_id_metric_id_scope_key, observations_pkey, figures_pkey.
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from metrics m
join metrics side on side.code in (m.numerator, m.denominator)
join series s on s.org_id = (select id from orgs where code = $1) and s.metric_id = side.id and s.scope = $3
join observations v on v.org_id = s.org_id and v.series_id = s.id and v.status = $4
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
where m.code = $2
order by v.metric_id, v.period_start, v.period_end, v.id
