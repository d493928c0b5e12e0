-- The first $1 metrics by code (none that was merged into another), each with its aliases for everybody. All of them are read, so no index serves it but metrics_code_key.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional, coalesce(a.aliases, ''), breaks_of(m.id)
from metrics m left join (
    select metric_id, string_agg(alias, E'\x1f' order by created, alias) as aliases
    from metric_aliases where org_id = 0 group by metric_id) a on a.metric_id = m.id
where m.merged_into is null
order by m.code collate "C"
limit $1::bigint
