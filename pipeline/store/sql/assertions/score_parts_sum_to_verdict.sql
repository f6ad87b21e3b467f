-- 1e-6: far above the rounding of a sum of doubles, far below what a reader could see.
select s.file_sha256, s.page_no, sum(s.log_odds) as total, v.p_altered
from score_parts as s
join page_verdicts as v on v.file_sha256 = s.file_sha256 and v.page_no = s.page_no
group by s.file_sha256, s.page_no, v.p_altered
having abs(sum(s.log_odds) - ln(v.p_altered / (1 - v.p_altered))) > 1e-6;
