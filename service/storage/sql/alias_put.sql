-- Adds the normal forms $2 of the labels $3 to the metric of code $1, if it is this transaction that has put it. A provisional metric of that
-- kind and unit gives them up: $4 are the codes of those, with normal forms $5. Served by metrics_code_key, metric_aliases_pkey.
with put as (
    select m.id from metrics m where m.code = $1 and m.xmin = pg_current_xact_id()::xid
), given_up as (
    delete from metric_aliases a
    using put, unnest($4::text[], $5::text[]) as t (code, norm), metrics p
    where p.code = t.code and p.is_provisional and a.alias_norm = t.norm and a.metric_id = p.id and a.org_id = 0
)
insert into metric_aliases (alias_norm, metric_id, alias)
select distinct on (t.norm collate "C") t.norm, put.id, t.alias
from put cross join unnest($2::text[], $3::text[]) as t (norm, alias)
where t.norm <> ''
order by t.norm collate "C"
on conflict do nothing
