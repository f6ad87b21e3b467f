-- Pages on which words of at least $n_terms terms were read.
-- $terms: (term number, text) of the words that stand for each term.
with wanted as (
    select unnest($terms, recursive := true)
), hits as (
    select w.file_sha256, w.page_no, w.line_no, t.term_no
    from ocr_words as w
    join wanted as t on t.text = w.text
), pages as (
    select file_sha256, page_no, count(distinct term_no) as n_terms
    from hits
    group by file_sha256, page_no
    having n_terms >= $n_terms
), best_line as (
    -- The line on which most of the terms stand together.
    select file_sha256, page_no, line_no
    from hits
    group by file_sha256, page_no, line_no
    qualify row_number() over (partition by file_sha256, page_no order by count(distinct term_no) desc, line_no) = 1
)
select
    n.file_name,
    p.page_no,
    p.file_sha256,
    c.cluster_id,
    v.verdict,
    (
        select string_agg(w.text, ' ' order by w.word_no)
        from ocr_words as w
        where w.file_sha256 = b.file_sha256 and w.page_no = b.page_no and w.line_no = b.line_no
    ) as line,
    (select min(s.observed_at) from sightings as s where s.file_sha256 = p.file_sha256) as first_seen_at
from pages as p
join best_line as b on b.file_sha256 = p.file_sha256 and b.page_no = p.page_no
left join work.file_names as n on n.file_sha256 = p.file_sha256
left join page_clusters as c on c.file_sha256 = p.file_sha256 and c.page_no = p.page_no
left join page_verdicts as v on v.file_sha256 = p.file_sha256 and v.page_no = p.page_no
order by p.n_terms desc, first_seen_at nulls last, n.file_name, p.page_no;
