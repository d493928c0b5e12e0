-- Makes a point of figure $1 as this transaction has just changed it, with the canonical period $2 of the days $3 to $4. Served by
-- figures_id.
insert into observations (org_id, series_id, metric_id, status, period, period_start, period_end, published, value, low,
                          high, low_open, high_open, bound, last_place, report_id, figure_id)
select f.org_id, f.series_id, f.metric_id, f.status, $2, $3::date, $4::date, r.published, f.value, f.low, f.high, f.low_open,
       f.high_open, f.bound, f.last_place, f.report_id, f.id
from figures f join reports r on r.org_id = f.org_id and r.id = f.report_id
where f.id = $1::bigint and f.xmin = pg_current_xact_id()::xid and f.is_point and r.state = 'active'
