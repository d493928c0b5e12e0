-- What merging metric $1 would move, as columns of metric_unmerge: series, figures, none, aliases. Served by series_metric,
-- metric_aliases_metric, figures_pkey.
select (select count(*) from series s where s.metric_id = $1::bigint),
       (select count(*) from figures f
        where f.metric_id = $1::bigint and f.org_id in (select distinct s.org_id from series s where s.metric_id = $1::bigint)),
       0::bigint,
       (select count(*) from metric_aliases a where a.metric_id = $1::bigint)
