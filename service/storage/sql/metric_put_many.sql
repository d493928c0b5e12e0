-- Creates or changes the metrics of the arrays; $11: which are provisional. Served by metrics_code_key. After metrics_lock.
insert into metrics (code, name_zh, name_en, kind, unit, direction, over_time, over_orgs, numerator, denominator,
                     is_provisional)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::boolean[])
on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit,
    kind = excluded.kind, direction = excluded.direction, over_time = excluded.over_time,
    over_orgs = excluded.over_orgs, numerator = excluded.numerator, denominator = excluded.denominator,
    is_provisional = excluded.is_provisional
