-- The series that figures of report $1 are points of, without quotes. Served by reports_id, figures_pkey, series_pkey.
select s.id, s.org_id, s.metric_id, s.vintages, null::bytea, w.code, s.scope
from reports r
join series s on s.org_id = r.org_id
    and s.id in (select f.series_id from figures f where f.org_id = r.org_id and f.report_id = r.id)
join metrics w on w.id = s.metric_id
where r.id = $1::bigint
order by s.id
