-- Remembers for organisation $1 what likeness has found: metric codes $2, normal forms $3, labels $4. Served by metric_aliases_pkey.
insert into metric_aliases (alias_norm, metric_id, org_id, alias)
select distinct on (t.norm collate "C", m.id) t.norm, m.id, $1::bigint, t.alias
from unnest($2::text[], $3::text[], $4::text[]) as t (code, norm, alias) cross join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.code limit 1) m
where t.norm <> ''
order by t.norm collate "C", m.id
on conflict do nothing
