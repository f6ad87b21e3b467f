-- Every text that was read as one word, once. $least: confidence.
select distinct text from ocr_words where confidence >= $least;
