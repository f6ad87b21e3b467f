"""Pages opened last are kept, and opened anew when they were drawn anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.imaging.cache import load_grey, save_page
from pipeline.records import PageKey

KEY = PageKey("ab" * 32, 1)


def test_a_page_is_opened_once(tmp_path: Path) -> None:
    save_page(tmp_path, KEY, Image.new("L", (40, 30), 200))
    assert load_grey(tmp_path, KEY) is load_grey(tmp_path, KEY)


def test_a_page_drawn_anew_is_opened_anew(tmp_path: Path) -> None:
    for value in (200, 90):
        save_page(tmp_path, KEY, Image.new("RGB", (40, 30), (value,) * 3))
        assert np.unique(load_grey(tmp_path, KEY)).tolist() == [value]


def test_nobody_changes_a_page_that_others_are_given(tmp_path: Path) -> None:
    save_page(tmp_path, KEY, Image.new("L", (40, 30), 200))
    with pytest.raises(ValueError, match="read-only"):
        load_grey(tmp_path, KEY)[0, 0] = 0


def test_a_page_that_the_cache_lost_is_missed_though_it_was_opened(tmp_path: Path) -> None:
    path = save_page(tmp_path, KEY, Image.new("L", (40, 30), 200))
    load_grey(tmp_path, KEY)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        load_grey(tmp_path, KEY)
