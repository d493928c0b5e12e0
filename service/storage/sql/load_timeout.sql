-- The time that each statement of this transaction may take, $1 in milliseconds; 0 is for ever.
select set_config('statement_timeout', $1, true)
