-- Takes back whatever figure $1 is a point of, and has not been taken back yet, as of its report's own day: it was read wrongly. Only when this
-- transaction has just changed it. Served by figures_id, observations_figure.
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, last_place,
                          is_withdrawn, report_id, figure_id)
select distinct on (v.org_id, v.series_id, v.status, v.period_start, v.period_end)
       v.org_id, v.series_id, v.metric_id, v.status, v.period, v.period_start, v.period_end, r.published, 0, true,
       f.report_id, f.id
from figures f
join reports r on r.org_id = f.org_id and r.id = f.report_id
join observations v on v.org_id = f.org_id and v.figure_id = f.id and not v.is_withdrawn
where f.id = $1::bigint and f.xmin = pg_current_xact_id()::xid
  and not exists (select from observations w
                  where w.org_id = v.org_id and w.series_id = v.series_id and w.status = v.status
                    and w.period_start = v.period_start and w.period_end = v.period_end and w.id > v.id
                    and w.figure_id = v.figure_id and w.is_withdrawn)
order by v.org_id, v.series_id, v.status, v.period_start, v.period_end
