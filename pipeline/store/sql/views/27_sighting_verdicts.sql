create view sighting_verdicts as
select
    s.sighting_id,
    s.batch_id,
    s.file_name,
    v.file_sha256,
    v.page_no,
    v.cluster_id,
    v.verdict,
    v.p_altered,
    v.likelihood,
    v.confidence,
    s.platform,
    s.author,
    s.observed_at
from sightings as s
join page_verdicts as v on v.file_sha256 = s.file_sha256;

comment on view sighting_verdicts is 'The current verdict for each sighting.';
comment on column sighting_verdicts.sighting_id is 'hash of batch, file name, bytes and row';
comment on column sighting_verdicts.batch_id is 'batch, a hash of its label and root';
comment on column sighting_verdicts.file_name is 'name under which it was seen';
comment on column sighting_verdicts.file_sha256 is 'SHA-256 of the bytes of the file';
comment on column sighting_verdicts.page_no is 'page within the file, from 1';
comment on column sighting_verdicts.cluster_id is 'cluster of copies of one page; the id of its earliest ingested page';
comment on column sighting_verdicts.verdict is 'likely_altered, disputed, alteration_indicated, copies_agree, no_alteration_found, inconclusive, not_examined or reference';
comment on column sighting_verdicts.p_altered is 'posterior probability; null when there was nothing to weigh';
comment on column sighting_verdicts.likelihood is 'ICD 203 term of p_altered';
comment on column sighting_verdicts.confidence is 'low, moderate or high: how much could be examined, whatever it showed';
comment on column sighting_verdicts.platform is 'platform it was seen on';
comment on column sighting_verdicts.author is 'account that posted it';
comment on column sighting_verdicts.observed_at is 'when it was posted or first seen there';
