-- The series of metric $1 (code), scope $2, of the organisations of org_select ($3, $4); $5: with quotes. Served by series_metric,
-- figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
with recursive tree as (
    select id from orgs where code = $4
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
)
select s.id, s.org_id, s.metric_id, s.vintages,
       case when $5::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end
from series s
where s.metric_id = (select id from metrics where code = $1) and s.scope = $2
  and (cardinality($3::text[]) = 0 or s.org_id in (select id from orgs where code = any ($3::text[])))
  and ($4 = '' or s.org_id in (select id from tree))
