-- The id of the next report.
select nextval('report_ids')
