-- Adds aliases for everybody: metric codes $1, normal forms $2, labels $3. Served by metric_aliases_pkey.
insert into metric_aliases (alias_norm, metric_id, alias)
select distinct on (t.norm collate "C", m.id) t.norm, m.id, t.alias
from unnest($1::text[], $2::text[], $3::text[]) as t (code, norm, alias) cross join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.code limit 1) m
where t.norm <> ''
order by t.norm collate "C", m.id
on conflict do nothing
