-- Which of the organisations $1 and of the metrics $2 (codes) are not there. Served by orgs_code_key, metrics_code_key.
select 'org', c.code from (select distinct unnest($1::text[]) as code) c
where not exists (select from orgs o where o.code = c.code)
union all
select 'metric', c.code from (select distinct unnest($2::text[]) as code) c
where not exists (select from metrics m where m.code = c.code)
