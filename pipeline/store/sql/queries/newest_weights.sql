select weights_version from facts.weights order by loaded_at desc limit 1;
