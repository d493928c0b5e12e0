-- Series by id: of organisation code $1 and metric code $2 ('' any), after id $3, $4 rows. Served by series_id.
select s.id, o.code, m.code, s.scope, m.name_zh, m.unit, m.kind, s.vintages
from series s
join orgs o on o.id = s.org_id
join metrics m on m.id = s.metric_id
where ($1 = '' or o.code = $1) and ($2 = '' or m.code = $2) and s.id > $3::bigint
order by s.id
limit $4::bigint
