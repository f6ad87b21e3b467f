select distinct e.part
from work.evidence as e
anti join facts.weights as w on w.part = e.part;
