-- The series of metric $1 (code), and of its numerator and denominator, scope $2, of the organisations below $3; without quotes.
-- Served by orgs_parent, series_org_id_metric_id_scope_key.
with recursive tree as (
    select id from orgs where code = $3
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select s.id, s.org_id, s.metric_id, s.vintages,
       null::bytea
from tree t
join series s on s.org_id = t.id and s.scope = $2
    and s.metric_id in (select w.id from metrics m join metrics w on w.code in (m.code, m.numerator, m.denominator)
                        where m.code = $1)
order by s.org_id, s.id
