-- The numerator and the denominator of metric $1 (code), without aliases. Served by metrics_code_key.
select m.id, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional, '', breaks_of(m.id)
from metrics rate join metrics m on m.code in (rate.numerator, rate.denominator)
where rate.code = $1
