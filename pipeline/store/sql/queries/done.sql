select subject, input_hash
from work.results
where stage = $stage and version = $version and settings_hash = $settings_hash;
