create view audit_log as
select entry_no, entered_at, actor, action, subject, detail, previous_hash, entry_hash
from facts.audit_log;

comment on view audit_log is 'Chain of entries; each hashes the one before.';
comment on column audit_log.entry_no is 'order, from 1';
comment on column audit_log.entered_at is 'when';
comment on column audit_log.actor is 'who';
comment on column audit_log.action is 'ingest, run, publish, review ...';
comment on column audit_log.subject is 'what it was done to';
comment on column audit_log.detail is 'facts about it, with the digest of the rows it covers';
comment on column audit_log.previous_hash is 'entry_hash of the entry before; empty for the first';
comment on column audit_log.entry_hash is 'SHA-256 over all other columns';
