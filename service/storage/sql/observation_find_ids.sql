-- All vintages of the series of organisations $1 and ids $2 (pairs), of statuses actual, target and norm. Served by observations_pkey.
select v.series_id, v.org_id, v.metric_id, v.period, v.status, v.value, v.low, v.high, v.low_open, v.high_open,
       coalesce(v.bound, ''), v.last_place, v.published, (extract(epoch from v.recorded) * 1000)::bigint, v.id,
       v.is_withdrawn, coalesce(v.report_id, 0), coalesce(v.figure_id, 0), coalesce(f.start_at, 0),
       coalesce(f.end_at, 0), coalesce(f.quote, '')
from (select distinct org_id, series_id from unnest($1::bigint[], $2::bigint[]) as t (org_id, series_id)) t
join observations v on v.org_id = t.org_id and v.series_id = t.series_id
left join figures f on f.org_id = v.org_id and f.report_id = v.report_id and f.id = v.figure_id
order by v.org_id, v.series_id, v.id
