-- The ids of $1 figures.
select array(select nextval('figure_ids') from generate_series(1, $1::integer))::text
