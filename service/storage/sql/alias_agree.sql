-- What two organisations have decided alike holds for all: the normal form $1 of the label $2 means metric $3 (code), unless another metric of
-- the catalogue claims it. A provisional metric gives it up. Served by metric_aliases_pkey, metrics_code_key, metrics_pkey.
with agreed as (
    select m.id
    from metrics c join metrics m on m.id = coalesce(c.merged_into, c.id)
    where c.code = $3 and $1 <> ''
      and (select count(*) from metric_aliases a
           where a.alias_norm = $1 and a.metric_id = m.id and a.org_id <> 0 and a.is_decided) >= 2
      and not exists (select from metric_aliases a join metrics other on other.id = a.metric_id
                      where a.alias_norm = $1 and a.org_id = 0 and other.id <> m.id and not other.is_provisional)
), given_up as (
    delete from metric_aliases a
    using agreed, metrics other
    where a.alias_norm = $1 and a.org_id = 0 and other.id = a.metric_id and other.is_provisional and other.id <> agreed.id
)
insert into metric_aliases (alias_norm, metric_id, org_id, alias, is_decided)
select $1, agreed.id, 0, $2, true from agreed
on conflict do nothing
