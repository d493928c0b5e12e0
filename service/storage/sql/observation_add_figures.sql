-- Makes points of the figures of report $2 of organisation $1 that are points. The canonical periods $3 to $6 stand by ordinal.
-- A figure
-- that is a point already stays one. Served by figures_pkey and observations_figure.
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, value, low,
                          high, low_open, high_open, bound, last_place, report_id, figure_id)
select f.org_id, f.series_id, f.metric_id, f.status, p.period, p.period_start, p.period_end, r.published, f.value, f.low,
       f.high, f.low_open, f.high_open, f.bound, f.last_place, f.report_id, f.id
from figures f
join reports r on r.org_id = f.org_id and r.id = f.report_id
join unnest($3::integer[], $4::text[], $5::date[], $6::date[]) as p (ordinal, period, period_start, period_end)
    on p.ordinal = f.ordinal
where f.org_id = $1::bigint and f.report_id = $2::bigint and f.is_point
  and not exists (select from observations v where v.org_id = f.org_id and v.figure_id = f.id)
order by f.ordinal
