-- The migrations that this database has.
select version, checksum from schema_migrations order by version
