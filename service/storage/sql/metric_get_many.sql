-- The metrics of the codes $1, without aliases. Served by metrics_code_key.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional, '', breaks_of(m.id)
from metrics m
where m.code = any ($1::text[]) and m.merged_into is null
