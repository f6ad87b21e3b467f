insert into facts.weights (weights_version, part, about, weight, lowest, highest, reason, loaded_at)
values ($version, $part, $about, $weight, $lowest, $highest, $reason, $loaded_at);
