-- {path}: the published file, quotes doubled.
attach '{path}' as store (read_only);
use store;
set TimeZone = 'UTC';
