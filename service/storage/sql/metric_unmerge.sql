-- Undoes the merge of metric $1, after catalogue_hold: how many series, figures, figures that came later, and aliases go
-- back. No row: it is not merged, or what it was merged into is itself.
select series, figures, later, aliases from metric_unmerge($1::bigint)
