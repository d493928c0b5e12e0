-- Remembers that for the organisation of figure $1 the normal form $2 of the label $3 means metric $4 (code), as a person has said: it means
-- nothing else there any more. Served by figures_id, metrics_code_key, metric_aliases_pkey.
with decided as (
    select f.org_id, coalesce(m.merged_into, m.id) as metric_id
    from figures f, metrics m
    where f.id = $1::bigint and m.code = $4 and $2 <> ''
), given_up as (
    delete from metric_aliases a using decided d
    where a.alias_norm = $2 and a.org_id = d.org_id and a.metric_id <> d.metric_id
)
insert into metric_aliases (alias_norm, metric_id, org_id, alias, is_decided)
select $2, metric_id, org_id, $3, true from decided
on conflict (alias_norm, metric_id, org_id) do update set is_decided = true
