-- Until the end of the transaction nobody else changes metrics or what labels mean; they are read on.
lock table metrics, metric_aliases in share row exclusive mode
