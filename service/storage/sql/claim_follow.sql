-- The claims of changes that figure $1 is said to have made speak of the series that it is in now. Served by figures_id,
-- figures_org_id_report_id_ordinal_key, claims_pkey.
update claims c set metric_id = owner.metric_id, scope = coalesce(s.scope, owner.scope)
from figures owner
left join series s on s.org_id = owner.org_id and s.id = owner.series_id
join figures f on f.org_id = owner.org_id and f.report_id = owner.report_id and f.change_of = owner.ordinal
where owner.id = $1::bigint and c.org_id = f.org_id and c.report_id = f.report_id and c.figure_id = f.id
