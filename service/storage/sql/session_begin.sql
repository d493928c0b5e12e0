-- Settings of every session; $1 is statement_timeout in milliseconds. Every statement names the indexes that serve it; a plan that was made
-- while the tables were empty, and is kept, must not read them from end to end when they have filled. What cannot do without that looks
-- so dear to PostgreSQL then that it would compile it (jit).
select set_config('statement_timeout', $1, false), set_config('TimeZone', 'UTC', false),
       set_config('DateStyle', 'ISO', false), set_config('IntervalStyle', 'postgres', false),
       set_config('idle_in_transaction_session_timeout', '60000', false), set_config('enable_seqscan', 'off', false),
       set_config('jit', 'off', false)
