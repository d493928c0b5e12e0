-- Over a table that has just been filled the planner may take either index to look up one series; so both lead straight to it. By metric and
-- scope alone it had to walk past the series of all other organisations.
drop index series_metric;
create index series_metric on series (metric_id, scope, org_id);
