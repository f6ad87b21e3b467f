-- A finding by the start of its id.
select * from findings where length($prefix) >= 4 and starts_with(finding_id, $prefix) order by finding_id;
