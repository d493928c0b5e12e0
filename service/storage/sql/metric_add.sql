-- Adds the metrics of the arrays that are not there yet; those that are stay as people left them. $11: provisional.
-- Served by metrics_code_key. Ordered, so that two intakes wait for each other and never in a circle.
insert into metrics (code, name_zh, name_en, kind, unit, direction, over_time, over_orgs, numerator, denominator,
                     is_provisional)
select t.*, $11::boolean
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[]) as t (code, name_zh, name_en, kind, unit, direction, over_time, over_orgs, numerator, denominator)
order by t.code collate "C"
on conflict (code) do nothing
