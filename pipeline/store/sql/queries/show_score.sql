select page_no, part, log_odds, sentence, place_no
from score_parts
where file_sha256 = $sha256
order by page_no, list_position(['prior', 'page', 'content', 'side', 'limit', 'which_side'], about), log_odds desc, part;
