-- Makes those wait for each other who post for the same organisations, whose ids fall into buckets $1 (sorted): the same rows sent twice
-- at once must not add two vintages. Then the time, in milliseconds, with which this load's vintages are recorded.
select count(pg_advisory_xact_lock(20221, bucket)), (extract(epoch from clock_timestamp()) * 1000)::bigint
from unnest($1::integer[]) bucket
