-- Series $1. Served by series_id, figures_id.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when true::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(f.quote)) || convert_to(f.quote, 'UTF8'), '' order by f.id)
            from figures f where f.org_id = s.org_id and f.id = any (s.figure_ids)) end
from series s
where s.id = $1::bigint
