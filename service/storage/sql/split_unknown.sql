-- Those of the labels $2 (normal forms) that are neither alias of metric $1 nor borne by any of its figures. Served by metric_aliases_pkey,
-- figures_label.
select t.norm
from unnest($2::text[]) as t (norm)
where not exists (select from metric_aliases a where a.alias_norm = t.norm and a.metric_id = $1::bigint)
  and not exists (select from figures f where f.label_norm = t.norm and f.label_norm <> '' and f.metric_id = $1::bigint)
