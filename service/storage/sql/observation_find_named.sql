-- Organisation $1's series of metrics $2 and scopes $3 (codes, in pairs), with metric code and scope behind the other columns. Served by
-- series_org_id_metric_id_scope_key, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when true::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end,
       w.code, s.scope
from (select distinct metric, scope from unnest($2::text[], $3::text[]) as t (metric, scope)) t
join metrics w on w.code = t.metric
cross join lateral (
    select s.* from series s where s.org_id = $1::bigint and s.metric_id = w.id and s.scope = t.scope limit 1) s
order by s.id
