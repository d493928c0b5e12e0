-- Where in its document a figure stands, as a person would say it: page 3; sheet 2 (汇总), C7. Empty: the document has no such places.
alter table figures add column place text not null default '' check (strpos(place, e'\x1f') = 0 and char_length(place) <= 200);

-- A sentence and where it stands, for those who get both as one.
create function told(quote text, place text) returns text language sql immutable parallel safe as $$
    select quote || e'\x1f' || place
$$;
