-- The ids of the next report, and of its $1 figures.
select nextval('report_ids'), array(select nextval('figure_ids') from generate_series(1, $1::integer))::text
