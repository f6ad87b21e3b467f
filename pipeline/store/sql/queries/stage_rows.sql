-- The rows in the types of their table, so that their digest is that of the stored rows.
create or replace temp table staged as from facts.{table} limit 0;
insert into staged by name select * from incoming;
