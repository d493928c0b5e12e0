-- The metrics that are made of both $1 and $2 (codes), one the numerator, the other the denominator.
select r.code from metrics r
where (r.numerator = $1 and r.denominator = $2) or (r.numerator = $2 and r.denominator = $1)
order by r.code collate "C"
