insert into facts.audit_log
values ($entry_no, $entered_at, $actor, $action, $subject, $detail::json, $previous_hash, $entry_hash);
