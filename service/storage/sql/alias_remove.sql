-- Takes from the metrics of codes $1 the labels whose normal forms are $2, as far as they are for everybody. Served by metrics_code_key and
-- metric_aliases_pkey.
delete from metric_aliases a using unnest($1::text[], $2::text[]) as t (code, norm), metrics m
where m.code = t.code and a.alias_norm = t.norm and a.metric_id = m.id and a.org_id = 0
