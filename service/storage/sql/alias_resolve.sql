-- As alias_find, and what the codes $3, of normal forms $4, count as now where those metrics were merged. Served by metric_aliases_pkey,
-- metrics_code_key.
select x.norm, x.id, x.code, x.unit, x.kind, x.is_own, x.name_zh, x.over_time, x.numerator, x.denominator, x.is_provisional
from (
    select a.alias_norm as norm, a.org_id <> 0 as is_own, m.*
    from metric_aliases a join metrics m on m.id = a.metric_id
    where a.alias_norm = any ($2::text[])
      and a.org_id in (0, coalesce((select id from orgs where code = $1), 0))
    union all
    select t.norm, false, m.*
    from unnest($3::text[], $4::text[]) as t (code, norm)
    join metrics b on b.code = t.code
    join metrics m on m.id = b.merged_into
) x
order by x.norm collate "C", x.is_own desc, x.id
