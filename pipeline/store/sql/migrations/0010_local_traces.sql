-- How the ink of a place looks beside that of the words around it on the same copy.

alter table facts.place_readings add column stands_out double;
comment on column facts.place_readings.stands_out is 'by how many spreads of its words'' traits the ink here departs from the words around it on this page, 6 at most; null: not told';
alter table facts.place_readings add column stands_out_as varchar;
comment on column facts.place_readings.stands_out_as is 'in what it departs: sharper or softer edges, darker or paler ink, heavier or lighter strokes, grainier or smoother paper';
