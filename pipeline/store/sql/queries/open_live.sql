-- {path}: the live file, quotes doubled. A file that is there keeps its storage version.
attach '{path}' as store (storage_version 'v1.5.0');
use store;
set TimeZone = 'UTC';
