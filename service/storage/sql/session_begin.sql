-- Settings of every session; $1 is statement_timeout in milliseconds.
select set_config('statement_timeout', $1, false), set_config('TimeZone', 'UTC', false),
       set_config('DateStyle', 'ISO', false), set_config('IntervalStyle', 'postgres', false),
       set_config('idle_in_transaction_session_timeout', '60000', false)
