-- Pages likely to be copies of a page that was looked at: by hashes, and by words that few pages have.
-- $hashes: 64-bit hashes, 16 hex digits each; $radius: bits; $texts: what was read; $n: how many pages at most.
with given as (
    select unnest($hashes::varchar[]) as hash
), near as (
    select f.file_sha256, f.page_no, 64 - min(bit_count(xor(('0x' || f.hash)::ubigint, ('0x' || g.hash)::ubigint))) as weight
    from fingerprints as f
    cross join given as g
    where length(f.hash) = 16
    group by f.file_sha256, f.page_no
    having 64 - weight <= $radius
), said as (
    select distinct file_sha256, page_no, text
    from ocr_words
    where text in (select unnest($texts::varchar[]))
), rare as (
    select text, ln((select count(*) + 1 from pages) / count(*)) as weight
    from said
    group by text
), alike as (
    select s.file_sha256, s.page_no, sum(r.weight) as weight
    from said as s
    join rare as r on r.text = s.text
    group by s.file_sha256, s.page_no
    order by weight desc, s.file_sha256, s.page_no
    limit $n
)
select p.file_sha256, p.page_no, p.width, p.height, coalesce(p.rotation, 0) as rotation
from pages as p
left join near as n on n.file_sha256 = p.file_sha256 and n.page_no = p.page_no
left join alike as a on a.file_sha256 = p.file_sha256 and a.page_no = p.page_no
where n.weight is not null or a.weight is not null
order by n.weight desc nulls last, a.weight desc nulls last, p.file_sha256, p.page_no
limit $n;
