select page_no, part, log_odds, sentence, place_no from score_parts where file_sha256 = $sha256 order by page_no, part = 'prior' desc, part in ('limit', 'which_side'), log_odds desc;
