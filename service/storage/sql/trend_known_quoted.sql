-- As trend_known, with quotes where $4 says so. Served by series_org_id_metric_id_scope_key, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end,
       '', s.scope, t.part
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::boolean[]) with ordinality as t (org, metric, scope, quote, part)
join lateral (
    select s.id, s.org_id, s.metric_id, s.scope, case when s.scope = t.scope then s.vintages end as vintages,
           case when s.scope = t.scope and t.quote then s.figure_ids end as figure_ids
    from series s
    where s.org_id = t.org and s.metric_id = t.metric
    order by s.scope <> t.scope, s.scope collate "C" limit 100) s on true
order by t.part
