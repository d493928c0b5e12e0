-- Merges metric $1 into $2, after catalogue_hold: how many series, figures and aliases moved. No row: one of them has been
-- merged meanwhile.
select series, figures, 0::bigint, aliases from metric_merge($1::bigint, $2::bigint)
