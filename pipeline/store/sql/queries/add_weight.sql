insert into facts.weights values ($version, $part, $weight, $lowest, $highest, $reason, $loaded_at);
