drop view if exists {schema}.{view};
