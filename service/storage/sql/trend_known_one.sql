-- The series of organisation $1 and metric $2 (ids), up to 100 scopes, $3 first; vintages only of that one, without quotes. A statement of
-- its own: what most ask for, with the least that PostgreSQL has to begin for it. Served by series_org_id_metric_id_scope_key.
select s.id, s.org_id, s.metric_id, case when s.scope = $3 then s.vintages end, null::bytea, '', s.scope, 1::bigint
from series s
where s.org_id = $1::bigint and s.metric_id = $2::bigint
order by s.scope <> $3::text, s.scope collate "C" limit 100
