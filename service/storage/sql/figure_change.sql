-- Keeps a person's judgement of figure $1 of revision $2: state $3, value to bound $4 to $9, unit $10, label $11, status $12, period $13
-- with days $14 to $15, last place $16, metric code $17 and scope $18 of its series ('' none), is it a point $19, note $20, how it came there $21, normal form of the label $22. No row:
-- somebody else changed it first. Served by figures_id, series_org_id_metric_id_scope_key.
update figures f set state = $3, value = $4::numeric, low = $5::numeric, high = $6::numeric, low_open = $7::boolean,
       high_open = $8::boolean, bound = $9, unit = $10, label = $11, status = $12, period = $13, period_start = $14::date,
       period_end = $15::date, last_place = $16::integer, metric_id = (select coalesce(merged_into, id) from metrics where code = $17),
       series_id = (select s.id from metrics m join series s on s.metric_id = coalesce(m.merged_into, m.id)
                    where s.org_id = f.org_id and m.code = $17 and s.scope = $18),
       is_point = $19::boolean, note = $20, link = $21, label_norm = $22, revision = revision + 1
where f.id = $1::bigint and f.revision = $2::integer
returning f.id
