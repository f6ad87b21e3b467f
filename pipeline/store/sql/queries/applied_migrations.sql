select name, digest from facts.schema_migrations order by name;
