-- The series that figure $1 is a point of, without quotes. Served by figures_id, series_pkey.
select s.id, s.org_id, s.metric_id, s.vintages, null::bytea, w.code, s.scope
from figures f
join series s on s.org_id = f.org_id and s.id = f.series_id
join metrics w on w.id = s.metric_id
where f.id = $1::bigint
