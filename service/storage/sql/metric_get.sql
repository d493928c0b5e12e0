-- The metric of a code ($1), with its aliases for everybody. Served by metrics_code_key and metric_aliases_metric.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional,
       coalesce((select array_to_string(array_agg(a.alias order by a.created, a.alias), E'\x1f') from metric_aliases a
                 where a.metric_id = m.id and a.org_id = 0), ''),
       breaks_of(m.id)
from metrics m
where m.code = $1 and m.merged_into is null
