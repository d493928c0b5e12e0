-- For this transaction: a client may take its time with its rows; and series are looked up by index, a few hundred at a time, whatever the
-- planner thinks of tables that have just been filled.
select set_config('idle_in_transaction_session_timeout', '0', true), set_config('enable_seqscan', 'off', true),
       set_config('enable_bitmapscan', 'off', true), set_config('enable_hashagg', 'off', true)
