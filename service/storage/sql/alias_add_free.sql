-- As alias_add, but leaves out a label that another metric of the same kind and unit has already: two that claim one label
-- are none to series/link, and figures that joined the one would join neither. Served by metric_aliases_pkey.
insert into metric_aliases (alias_norm, metric_id, alias)
select distinct on (t.norm collate "C", m.id) t.norm, m.id, t.alias
from unnest($1::text[], $2::text[], $3::text[]) as t (code, norm, alias)
cross join lateral (
    select n.* from metrics c join metrics n on n.id = coalesce(c.merged_into, c.id) where c.code = t.code limit 1) m
where t.norm <> '' and not exists (
    select from metric_aliases a join metrics o on o.id = a.metric_id
    where a.alias_norm = t.norm and a.org_id = 0 and o.id <> m.id and o.kind = m.kind and o.unit = m.unit)
order by t.norm collate "C", m.id
on conflict do nothing
