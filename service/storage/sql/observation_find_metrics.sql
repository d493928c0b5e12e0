-- The series of organisation $1, metrics $2 (codes), scope $3; $4: with quotes. Served by series_org_id_metric_id_scope_key, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when $4::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end
from series s
where s.org_id = (select id from orgs where code = $1)
  and s.metric_id in (select id from metrics where code = any ($2::text[])) and s.scope = $3
order by s.metric_id
