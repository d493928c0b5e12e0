-- The metric of code $1, whether it counts or was merged, with its aliases for everybody; behind them the code of the metric that it counts
-- as now ('': itself), and the codes of those that were merged into it. Served by metrics_code_key, metric_aliases_metric, metrics_merged_into.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional,
       coalesce((select array_to_string(array_agg(a.alias order by a.created, a.alias), E'\x1f') from metric_aliases a
                 where a.metric_id = m.id and a.org_id = 0), ''),
       breaks_of(m.id),
       coalesce((select t.code from metrics t where t.id = m.merged_into), ''),
       coalesce((select string_agg(b.code, E'\x1f' order by b.code collate "C") from metrics b where b.merged_into = m.id), '')
from metrics m
where m.code = $1
