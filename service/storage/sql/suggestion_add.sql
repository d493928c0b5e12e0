-- What the figures $1 (ids) of organisation $2 and report $3 might be of: ranks $4, metric codes $5, scopes $6, scores $7, reasons $8. Of
-- figures that are not there (another unit stored the same report) nothing is kept. Served by figures_pkey, metrics_code_key.
insert into suggestions (org_id, report_id, figure_id, rank, metric_id, scope, score, reasons)
select f.org_id, f.report_id, f.id, t.rank, m.id, t.scope, t.score, t.reasons
from unnest($1::bigint[], $4::integer[], $5::text[], $6::text[], $7::integer[], $8::integer[])
    as t (figure, rank, metric, scope, score, reasons)
join figures f on f.org_id = $2::bigint and f.report_id = $3::bigint and f.id = t.figure
join metrics m on m.code = t.metric
on conflict do nothing
