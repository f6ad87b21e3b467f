select entry_no, entered_at, actor, action, subject, detail::varchar as detail, previous_hash, entry_hash
from facts.audit_log
order by entry_no;
