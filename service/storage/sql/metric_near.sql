-- What else a label of organisation $1 (code) may mean, with all names: provisional metrics that its siblings have series of, the newest
-- $2; then those of the catalogue, $3 at most. Columns as metric_list; the last: is it a sibling's. Served by
-- orgs_code_key, orgs_parent, series_org_id_metric_id_scope_key, metrics_pkey, metric_aliases_metric.
with near as (
    (select distinct m.id, true as is_sibling
     from orgs o
     join orgs sibling on sibling.parent_id = o.parent_id and sibling.id <> o.id
     join series s on s.org_id = sibling.id
     join metrics m on m.id = s.metric_id and m.is_provisional
     where o.code = $1
     order by m.id desc
     limit $2::bigint)
    union all
    (select m.id, false from metrics m where not m.is_provisional and m.merged_into is null order by m.id limit $3::bigint)
)
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional,
       coalesce((select string_agg(a.alias, e'\x1f' order by a.created, a.alias collate "C") from metric_aliases a
                 where a.metric_id = m.id and a.org_id = 0), ''),
       '', n.is_sibling::text
from near n join metrics m on m.id = n.id
order by n.is_sibling desc, m.id
