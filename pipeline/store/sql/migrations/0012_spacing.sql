-- Whether a reading keeps the spacing of its page.

alter table facts.place_readings add column out_of_step double;
comment on column facts.place_readings.out_of_step is 'by how many text heights the reading departs from the spacing of its page, 1 at most; null: not told of both readings';
alter table facts.place_readings add column out_of_step_as varchar;
comment on column facts.place_readings.out_of_step_as is 'gap: the one behind it, against those between other words; edge: where it ends, against the cells above and below';
