-- Remembers that for the organisation of figure $1 the normal form $2 of the label $3 means metric $4 (code). Served by figures_id,
-- metric_aliases_pkey.
insert into metric_aliases (alias_norm, metric_id, org_id, alias)
select $2, m.id, f.org_id, $3
from figures f, metrics m
where f.id = $1::bigint and m.code = $4 and $2 <> ''
on conflict do nothing
