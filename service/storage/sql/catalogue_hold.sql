-- Nobody adds to any series (series_hold), loads (posted_lock), or changes the catalogue, until the end of the transaction.
select catalogue_hold()::text
