select distinct e.part
from work.evidence as e
where e.part not in (select part from facts.weights where weights_version = $version)
order by e.part;
