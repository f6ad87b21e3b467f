"""What `show` works out itself."""

from __future__ import annotations

from typing import Any

import pytest

from flows.cli.show import _posteriors


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"content": 9.0, "side": 0.0}, {"1%": 0.49, "10%": 0.5, "50%": 0.5}),  # surely changed, but which side?
        ({"content": 2.94, "side": 9.0}, {"1%": 0.16, "10%": 0.68, "50%": 0.95}),
        ({"content": -1.6, "side": None}, {"1%": 0.002, "10%": 0.02, "50%": 0.17}),
        ({"content": None, "side": None}, None),
    ],
)
def test_the_posterior_at_other_priors_is_a_product_too(
    page: dict[str, Any], expected: dict[str, float] | None
) -> None:
    found = _posteriors(page)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.01))
