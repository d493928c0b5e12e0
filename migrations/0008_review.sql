-- The review queue: figures of one state, the most doubtful first.
create index figures_doubtful on figures (state, confidence, id);
