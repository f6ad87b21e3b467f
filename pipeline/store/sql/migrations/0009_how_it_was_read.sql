-- Who read a copy at a place: what one reader alone says is worth another look.

alter table facts.place_readings add column read_by varchar;
comment on column facts.place_readings.read_by is 'who read this copy here: page (with the whole page), second_look (again, on its own), second_recogniser, ink (nobody could; it sides with copies whose ink is like its own); null: a mark, no reading, or not noted';
