-- Appends segments $4, recorded at $5 (milliseconds), to the series of organisations $1, metrics $2 and scopes $3 (each series one place of
-- the arrays), and makes those that are not there. Rows are locked in the order in which reports lock them, so that nobody waits in a
-- circle. Served by series_org_id_metric_id_scope_key, series_pkey.
with said as materialized (
    select org_id, metric_id, scope, int8send($5::bigint) || segment as segment
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[]) as t (org_id, metric_id, scope, segment)
), there as materialized (
    select said.org_id, s.id
    from said cross join lateral (
        select s.id from series s
        where s.org_id = said.org_id and s.metric_id = said.metric_id and s.scope = said.scope
        limit 1) s
    order by said.org_id, s.id
), held as materialized (
    select s.id
    from there cross join lateral (
        select s.id from series s where s.org_id = there.org_id and s.id = there.id limit 1 for no key update) s
)
insert into series (org_id, metric_id, scope, vintages)
select said.org_id, said.metric_id, said.scope, said.segment
from said cross join (select count(*) from held) all_held
on conflict (org_id, metric_id, scope) do update set vintages = series.vintages || excluded.vintages
