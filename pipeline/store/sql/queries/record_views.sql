insert into facts.view_versions values ($digest, now());
