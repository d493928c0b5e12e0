-- For this transaction: a client may take its time with its rows; and series are looked up a few hundred at a time, by index and in the
-- index's order, whatever the planner thinks of tables that have just been filled.
select set_config('idle_in_transaction_session_timeout', '0', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('enable_hashagg', 'off', true),
       set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)
