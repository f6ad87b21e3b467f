select digest from facts.view_versions order by installed_at desc limit 1;
