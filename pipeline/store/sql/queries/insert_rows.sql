insert into facts.{table} by name select * from staged;
