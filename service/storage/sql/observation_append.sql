-- Appends segments $4, of the figures $5 (arrays, as text), to organisation $1's series of metrics $2 and scopes $3 (codes, in pairs),
-- when it is this transaction that stored or withdrew report $6. In one order, so that two of these wait for each other and never in a
-- circle. Served by reports_pkey, metrics_code_key, series_org_id_metric_id_scope_key.
with there as materialized (
    select s.id, t.segment, t.figures
    from unnest($2::text[], $3::text[], $4::bytea[], $5::text[]) as t (metric, scope, segment, figures)
    cross join lateral (select coalesce(m.merged_into, m.id) as id from metrics m where m.code = t.metric limit 1) m
    cross join lateral (
        select s.id from series s where s.org_id = $1::bigint and s.metric_id = m.id and s.scope = t.scope limit 1) s
    where exists (select from reports r
                  where r.org_id = $1::bigint and r.id = $6::bigint and r.xmin = pg_current_xact_id()::xid)
    order by s.id
), held as materialized (
    select s.id
    from there cross join lateral (
        select s.id from series s where s.org_id = $1::bigint and s.id = there.id limit 1 for no key update) s
), said as materialized (
    select there.* from there cross join (select count(*) from held) as all_held
), now as materialized (
    select int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) as recorded
)
update series s set vintages = s.vintages || now.recorded || said.segment,
       figure_ids = case when said.figures = '{}' then s.figure_ids
                         else coalesce(s.figure_ids, '{}') || said.figures::bigint[] end
from said cross join now
where s.org_id = $1::bigint and s.id = said.id
