-- The next series behind series $2 of organisation $1 (0: from the beginning), at most $8, the last of them the one that brings their
-- vintages over $9 bytes; of the organisations $3 (codes, empty: all), the subtree of $4, metrics $5, scope $6 (null: any); $7: with
-- quotes. Served by series_pkey, orgs_pkey, metrics_pkey, figures_id.
-- + 0: the figures are looked up by their ids, never by walking through all of their organisation.
with recursive tree as (
    select id from orgs where code = $4
    union
    select o.id from orgs o join tree t on o.parent_id = t.id
), next as materialized (
    select s.org_id, s.id, octet_length(s.vintages) as bytes
    from series s
    where (s.org_id, s.id) > ($1::bigint, $2::bigint)
      and (cardinality($3::text[]) = 0 or s.org_id in (select id from orgs where code = any ($3::text[])))
      and ($4 = '' or s.org_id in (select id from tree))
      and (cardinality($5::text[]) = 0 or s.metric_id in (select coalesce(merged_into, id) from metrics where code = any ($5::text[])))
      and ($6::text is null or s.scope = $6)
    order by s.org_id, s.id
    limit $8::bigint
), batch as (
    select org_id, id, sum(bytes) over (order by org_id, id) - bytes as before from next
)
select s.id, s.org_id, s.metric_id, s.vintages,
       case when $7::boolean and s.figure_ids is not null then
           (select string_agg(int8send(f.id) || int4send(octet_length(told(f.quote, f.place)))
                             || convert_to(told(f.quote, f.place), 'UTF8'), '' order by f.id)
            from figures f where f.id = any (s.figure_ids) and f.org_id + 0 = s.org_id) end,
       m.code, s.scope, o.code, o.name, m.name_zh, m.unit, m.kind
from batch b
join series s on s.org_id = b.org_id and s.id = b.id and b.before <= $9::bigint
join orgs o on o.id = s.org_id
join metrics m on m.id = s.metric_id
order by s.org_id, s.id
