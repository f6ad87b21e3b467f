select entry_no, entry_hash from facts.audit_log order by entry_no desc limit 1;
