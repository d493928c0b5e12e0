-- Holds those series until the end of the transaction: the same rows sent twice at once must not add two vintages.
select s.id
from series s
where (s.org_id, s.metric_id, s.scope) in (
    select o.id, m.id, t.scope
    from unnest($1::text[], $2::text[], $3::text[]) as t (org, metric, scope)
    join orgs o on o.code = t.org join metrics m on m.code = t.metric)
order by s.org_id, s.id
for update
