-- {at_time}: a time as ISO 8601. In a copy of the database: what came later never happened.
delete from facts.results where finished_at > '{at_time}'::timestamptz;
delete from facts.batches where arrived_at > '{at_time}'::timestamptz;
delete from facts.run_events where "at" > '{at_time}'::timestamptz;
delete from facts.publications where published_at > '{at_time}'::timestamptz;
delete from facts.audit_log where entered_at > '{at_time}'::timestamptz;
delete from facts.reviews where decided_at > '{at_time}'::timestamptz;
delete from facts.review_withdrawals where withdrawn_at > '{at_time}'::timestamptz;
delete from facts.reference_files where pinned_at > '{at_time}'::timestamptz;
