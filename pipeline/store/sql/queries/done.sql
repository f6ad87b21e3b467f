-- $subjects: those asked about, or null for all: what a batch needs does not grow with the archive.
select subject, input_hash
from work.results
where
    stage = $stage
    and version = $version
    and settings_hash = $settings_hash
    and ($subjects::varchar[] is null or subject in (select unnest($subjects::varchar[])));
