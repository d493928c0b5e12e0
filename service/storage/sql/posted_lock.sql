-- Makes those wait for each other who post for the same organisations: the same rows sent twice at once must not add two vintages. A
-- fixed number of locks, taken in one order. Served by orgs_code_key.
select count(pg_advisory_xact_lock(20221, bucket))
from (select distinct (o.id % 64)::integer as bucket
      from (select distinct org from posted) p join orgs o on o.code = p.org
      order by bucket) b
