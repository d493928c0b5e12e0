-- As trend_find, for one organisation $1, metric $2 and scope $3; $4: with quotes. A statement of its own, since PostgreSQL would plan the
-- one for many anew each time it is asked for one. Served by orgs_code_key, metrics_code_key, series_org_id_metric_id_scope_key, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
select s.id, s.org_id, s.metric_id, s.vintages,
       case when s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end,
       m.code, s.scope, t.part,
       o.id::text, o.code, o.name, o.parent,
       m.id::text, m.code, m.name_zh, m.name_en, m.unit, m.kind, m.direction, m.over_time, m.over_orgs, m.numerator,
       m.denominator, m.is_provisional::text, '', breaks_of(m.id)
from (select $1::text as org, $2::text as metric, $3::text as scope, $4::boolean as quote, 1::bigint as part) t
left join lateral (
    select o.id, o.code, o.name, coalesce((select p.code from orgs p where p.id = o.parent_id), '') as parent
    from orgs o where o.code = t.org limit 1) o on true
left join lateral (select m.* from metrics m where m.code = t.metric and m.merged_into is null limit 1) m on true
left join lateral (
    select s.id, s.org_id, s.metric_id, s.scope, case when s.scope = t.scope then s.vintages end as vintages,
           case when s.scope = t.scope and t.quote then s.figure_ids end as figure_ids
    from series s
    where s.org_id = o.id and s.metric_id = m.id
    order by s.scope <> t.scope, s.scope collate "C" limit 100) s on true
