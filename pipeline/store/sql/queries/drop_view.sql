drop {kind} if exists {schema}.{view};
