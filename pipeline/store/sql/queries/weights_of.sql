select part, about, weight, lowest, highest, reason from facts.weights where weights_version = $version;
