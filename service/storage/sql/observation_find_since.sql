-- Actual vintages of organisation $1's series of metrics $2 and scopes $3 (codes, in pairs with the days $4) of periods that begin on
-- these days, with metric code and scope behind the other columns. Served by series_org_id_metric_id_scope_key, observations_pkey.
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, ''), w.code, s.scope
from (select distinct metric, scope, start from unnest($2::text[], $3::text[], $4::date[]) as t (metric, scope, start)) t
join metrics w on w.code = t.metric
join series s on s.org_id = $1::bigint and s.metric_id = w.id and s.scope = t.scope
join observations v on v.org_id = s.org_id and v.series_id = s.id and v.status = 'actual' and v.period_start = t.start
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
order by v.series_id, v.id
