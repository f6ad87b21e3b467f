create view sightings as
select t.* exclude (result_id)
from facts.sightings as t
where t.result_id in (select result_id from work.results where stage = 'sighting');

comment on view sightings is 'Every name under which a file was seen, with its source; the newest revision.';
comment on column sightings.sighting_id is 'hash of batch, file name, bytes and row';
comment on column sightings.batch_id is 'batch, a hash of its label and root';
comment on column sightings.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column sightings.file_name is 'name under which it was seen';
comment on column sightings.source_url is 'where it was found';
comment on column sightings.platform is 'platform it was seen on';
comment on column sightings.author is 'account that posted it';
comment on column sightings.observed_at is 'when it was posted or first seen there';
comment on column sightings.collected_at is 'when it was collected';
comment on column sightings.collected_by is 'who collected it';
comment on column sightings.source_reliability is 'Admiralty A-F; F: cannot be judged';
comment on column sightings.information_credibility is 'Admiralty 1-6; 6: cannot be judged';
comment on column sightings.note is 'free text of the collector';
comment on column sightings.extra is 'columns of sources.csv that have no meaning here';
comment on column sightings.posted_at_earliest is 'start of the interval in which it was posted';
comment on column sightings.posted_at_latest is 'end of that interval';
comment on column sightings.time_basis is 'platform_id, platform_metadata, archive, screenshot or analyst';
comment on column sightings.post_id is 'number of the post on its platform';
comment on column sightings.forwarded_from is 'account it was forwarded from';
comment on column sightings.archive_url is 'where the post is archived';
comment on column sightings.post_status is 'live, edited or deleted';
