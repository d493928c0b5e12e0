-- How many faults those are, and how many rows are refused for one of them or for one that was found as they came.
select (select count(*) from posted_faults),
       (select count(*) from (select number from posted_faults union select number from posted where is_refused) r)
