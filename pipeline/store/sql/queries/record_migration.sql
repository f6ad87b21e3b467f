insert into facts.schema_migrations values ($name, now(), $digest);
