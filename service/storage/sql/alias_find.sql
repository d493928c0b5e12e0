-- What the normal forms $2 mean, to everybody and to the organisation of code $1. Served by metric_aliases_pkey.
select a.alias_norm, m.id, m.code, m.unit, m.kind, a.org_id <> 0, m.name_zh, m.over_time, m.numerator, m.denominator,
       m.is_provisional
from metric_aliases a join metrics m on m.id = a.metric_id
where a.alias_norm = any ($2::text[])
  and a.org_id in (0, coalesce((select id from orgs where code = $1), 0))
order by a.alias_norm collate "C", a.org_id desc, m.id
