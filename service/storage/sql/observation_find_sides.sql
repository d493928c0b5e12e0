-- The series of organisation $1, scope $3, of the numerator and the denominator of metric $2 (codes); $4: with quotes. Served by
-- series_org_id_metric_id_scope_key, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when $4::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end
from metrics m
join metrics side on side.code in (m.numerator, m.denominator)
join series s on s.org_id = (select id from orgs where code = $1) and s.metric_id = side.id and s.scope = $3
where m.code = $2
order by s.metric_id
