-- Current results that are here only because a file was taken in as a reference: its batch, and all about files that
-- no other batch has, with the pairs that were compared on its account.
with by_reference as (
    select run_id, batch_id from facts.run_events where event = 'started' and flow = 'reference'
), taken_in as (
    select distinct batch_id
    from sightings
    where file_sha256 = $sha256
        and batch_id in (select batch_id from by_reference)
        and batch_id not in (select batch_id from facts.run_events where flow = 'triage' and batch_id is not null)
), gone as (
    select file_sha256
    from sightings
    group by file_sha256
    having bool_and(batch_id in (select batch_id from taken_in))
)
select r.stage, r.subject
from work.results as r
where (r.stage in ('arrive', 'sources') and r.subject in (select batch_id from taken_in))
    or (r.stage = 'sighting' and r.result_id in (
        select result_id from facts.sightings where batch_id in (select batch_id from taken_in)
    ))
    or (r.stage = 'match' and exists (select 1 from gone) and r.run_id in (
        select run_id from by_reference where batch_id in (select batch_id from taken_in)
    ))
    or exists (select 1 from gone where contains(r.subject, gone.file_sha256))
order by r.stage, r.subject;
