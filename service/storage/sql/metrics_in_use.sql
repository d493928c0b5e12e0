-- Those of the codes $1 that have series. Served by metrics_code_key and series_metric.
select m.code from metrics m
where m.code = any ($1::text[]) and exists (select from series s where s.metric_id = m.id)
