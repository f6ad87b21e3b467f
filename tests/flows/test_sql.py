"""Questions of a person's own, in SQL."""

from __future__ import annotations

import json

import pytest
from command import doctored
from conftest import Triaged

from flows.cli.sql import told_apart


@pytest.mark.parametrize(
    ("names", "apart"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "b", "a"], ["a", "a_1", "b", "a_2"]),
        (["a", "a", "a_1"], ["a", "a_2", "a_1"]),
        (["a_1", "a_1", "a", "a"], ["a_1", "a_1_1", "a", "a_2"]),
    ],
)
def test_columns_of_one_name_are_told_apart(names: list[str], apart: list[str]) -> None:
    assert told_apart(names) == apart


def test_columns_of_one_name_keep_their_values(triaged: Triaged) -> None:
    ask = ("sql", "select 1 as a, 2 as a, 3 as b", "--workspace", triaged.workspace)
    assert [line.split() for line in doctored(*ask).out.splitlines()[:2]] == [["a", "a", "b"], ["1", "2", "3"]]
    assert json.loads(doctored(*ask, "--json").out) == [{"a": 1, "a_1": 2, "b": 3}]
