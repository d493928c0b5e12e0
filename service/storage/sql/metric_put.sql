-- Creates or changes the metric $1; what a person has put is no longer provisional. No row: the kind ($4) would change while
-- series of it exist, or it was merged. Served by metrics_code_key and series_metric.
insert into metrics (code, name_zh, name_en, kind, unit, direction, over_time, over_orgs, numerator, denominator)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where not exists (select from metrics m where m.code = $1 and (m.merged_into is not null or m.kind <> $4
                  and exists (select from series s where s.metric_id = m.id)))
on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, unit = excluded.unit,
    kind = excluded.kind, direction = excluded.direction, over_time = excluded.over_time,
    over_orgs = excluded.over_orgs, numerator = excluded.numerator, denominator = excluded.denominator,
    is_provisional = false
returning id, (xmax = 0) as created
