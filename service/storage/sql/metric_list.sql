-- Metrics by code: with $1 in code, name or alias ('' any), after code $2, $3 rows. Served by metrics_code_key.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional,
       coalesce((select array_to_string(array_agg(a.alias order by a.created, a.alias), E'\x1f') from metric_aliases a
                 where a.metric_id = m.id and a.org_id = 0), ''),
       breaks_of(m.id)
from metrics m
where ($1 = '' or position(lower($1) in lower(m.code || E'\n' || m.name_zh || E'\n' || m.name_en)) > 0
       or exists (select from metric_aliases a
                  where a.metric_id = m.id and a.org_id = 0 and position(lower($1) in lower(a.alias)) > 0))
  and m.code > $2 collate "C" and m.merged_into is null
order by m.code collate "C"
limit $3::bigint
