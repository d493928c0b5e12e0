-- Marks the claims on the series of `posted`, to be checked again. Served by orgs_code_key, metrics_code_key, claims_series.
with stale as (
    select c.org_id, c.report_id, c.figure_id
    from claims c
    where c.verdict is not null and (c.org_id, c.metric_id, c.scope) in (
        select o.id, m.id, p.scope
        from (select distinct org, metric, scope from posted) p
        join orgs o on o.code = p.org join metrics m on m.code = p.metric)
    order by c.org_id, c.report_id, c.figure_id
    for update
)
update claims c set verdict = null, marks = c.marks + 1
from stale
where c.org_id = stale.org_id and c.report_id = stale.report_id and c.figure_id = stale.figure_id
