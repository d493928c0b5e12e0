-- Stores a report, unless the same bytes for the same organisation and period are there. Served by its unique key.
insert into reports (org_id, id, period, period_start, period_end, title, published, media_type, charset, bytes, sha256,
                     decoded, notes, extract_version, figure_count, inferred)
values ($1::bigint, $2::bigint, $3, $4::date, $5::date, $6, $7::date, $8, $9, $10::bytea, $11::bytea, $12, $13::text[],
        $14, $15::integer, $16::text[])
on conflict do nothing
