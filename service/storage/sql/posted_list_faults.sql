-- The first $1 of them, in the order of their rows.
select number, field, code, other from posted_faults order by number, field limit $1::integer
