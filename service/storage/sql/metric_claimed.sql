-- Which metrics other than $1 (code) those of the normal forms $2 mean to everybody that do not mean $1 already. Served by metric_aliases_pkey, metrics_pkey.
select a.alias_norm, m.code, m.unit, m.kind, m.is_provisional
from metric_aliases a join metrics m on m.id = a.metric_id
where a.alias_norm = any ($2::text[]) and a.org_id = 0 and m.code <> $1
  and not exists (select from metrics s join metric_aliases own on own.metric_id = s.id
                  where s.code = $1 and own.alias_norm = a.alias_norm and own.org_id = 0)
order by a.alias_norm collate "C", m.code collate "C"
