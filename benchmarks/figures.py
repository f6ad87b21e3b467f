"""Statistics of the benchmarks: ranking, calibration of likelihood ratios, intervals from drawing families again.

Likelihood ratios are natural logarithms; y is 1 where the proposition holds. Nothing to measure is nan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression, minimize
from scipy.stats import rankdata

DRAWS = 300
FOLDS = 10  # of a cross-validation
MOST = 3.0  # no log likelihood ratio counts for more than three times what it says: separable data would ask for any
SUREST = 9.2  # ln(10,000): no set of this size can tell a surer claim from this one
NAN = float("nan")


def share(hits: float, of: float) -> float:
    """A rate; nan where there is nothing to count."""
    return hits / of if of else NAN


def auroc(y: np.ndarray, score: np.ndarray) -> float:
    """Probability that a positive scores above a negative (ties count half)."""
    n = int(y.sum())
    if not 0 < n < len(y):
        return NAN
    ranks = rankdata(score)
    return float((ranks[y == 1].sum() - n * (n + 1) / 2) / (n * (len(y) - n)))


def recall_at(y: np.ndarray, score: np.ndarray, false_alarms: float = 0.05) -> float:
    """Share of positives above the score that at most this share of negatives exceeds."""
    if not 0 < y.sum() < len(y):
        return NAN
    negatives = np.sort(score[y == 0])[::-1]
    return float((score[y == 1] > negatives[int(false_alarms * len(negatives))]).mean())


def cllr(y: np.ndarray, llr: np.ndarray) -> float:
    """Log-likelihood-ratio cost in bits: 0 perfect, 1 says nothing (Brümmer and du Preez 2006)."""
    if not 0 < y.sum() < len(y):
        return NAN
    wrong = np.logaddexp(0, -llr[y == 1]).mean() + np.logaddexp(0, llr[y == 0]).mean()
    return float(wrong / (2 * np.log(2)))


def pav(y: np.ndarray, llr: np.ndarray) -> np.ndarray:
    """The llr after the best monotone recalibration on these data (pool adjacent violators), infinite at pure ends."""
    _, place = np.unique(llr, return_inverse=True)
    count = np.bincount(place)
    p = isotonic_regression(np.bincount(place, y) / count, weights=count).x[place]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(p) - np.log1p(-p) - np.log(y.mean() / (1 - y.mean())))


def cllr_min(y: np.ndarray, llr: np.ndarray) -> float:
    """What is lost by poor ranking alone: cllr after pool adjacent violators."""
    return cllr(y, pav(y, llr)) if 0 < y.sum() < len(y) else NAN


def folds(groups: Sequence[str]) -> np.ndarray:
    """(n,) fold of each item, 0 to FOLDS - 1, by its group; groups stay together."""
    names = sorted(set(groups))
    shuffled = np.random.default_rng(0).permutation(names).tolist()
    fold = {name: number % FOLDS for number, name in enumerate(shuffled)}
    return np.array([fold[group] for group in groups])


def prevalence_weights(y: np.ndarray, prevalence: float | None) -> np.ndarray:
    """Weights of mean 1 that give y this prevalence."""
    if prevalence is None:
        return np.ones(len(y))
    return np.where(y == 1, prevalence / y.mean(), (1 - prevalence) / (1 - y.mean()))


def logistic(
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    *,
    centre: np.ndarray,
    penalty: np.ndarray,
    lowest: np.ndarray,
    most: float = MOST,
) -> np.ndarray:
    """Coefficients b of log-odds x @ b, shape (n, k) @ (k,): ridge towards `centre`; those that have a lowest value
    (not -inf) stay between it and `most`."""

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ b
        p = 1 / (1 + np.exp(-np.clip(z, -50, 50)))
        value = float((weight * (np.logaddexp(0, z) - y * z)).sum() + (penalty * (b - centre) ** 2).sum() / 2)
        return value, x.T @ (weight * (p - y)) + penalty * (b - centre)

    bounds = [(low, most) if np.isfinite(low) else (None, None) for low in lowest]
    return np.asarray(minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x)


def recalibration(y: np.ndarray, llr: np.ndarray, prevalence: float | None = None) -> tuple[float, float]:
    """Slope and intercept of the logistic regression of y on the log-odds at a prevalence; (1, 0) is perfect. A very
    weak pull towards (1, 0) keeps separable data finite."""
    if not 0 < y.sum() < len(y) or np.std(llr) < 1e-6:
        return NAN, NAN
    base = y.mean() if prevalence is None else prevalence
    x = np.c_[llr + np.log(base / (1 - base)), np.ones(len(y))]
    weak = np.full(2, 0.01)
    b = logistic(
        x, y, prevalence_weights(y, prevalence), centre=np.array([1.0, 0.0]), penalty=weak, lowest=np.full(2, -np.inf)
    )
    return float(b[0]), float(b[1])


def right_when_flagged(y: np.ndarray, llr: np.ndarray, prevalence: float) -> float:
    """Of what has a posterior of one half or more at this prevalence, the share that is true."""
    if not 0 < y.sum() < len(y):
        return NAN
    weight = prevalence_weights(y, prevalence)
    flagged = llr + np.log(prevalence / (1 - prevalence)) >= 0
    return share(float(weight[flagged & (y == 1)].sum()), float(weight[flagged].sum()))


def intervals(
    families: Sequence[Any], measure: Callable[[Sequence[Any]], dict[str, float]], draws: int = DRAWS
) -> dict[str, tuple[float, float, float]]:
    """{figure: (value, low, high)}: 95 % of what it is when families are drawn again with replacement."""
    chance = np.random.default_rng(0)
    drawn = [measure([families[i] for i in chance.integers(0, len(families), len(families))]) for _ in range(draws)]
    found = {}
    for name, value in measure(families).items():
        seen = [d[name] for d in drawn if name in d and np.isfinite(d[name])]
        low, high = np.percentile(seen, [2.5, 97.5]) if seen else (NAN, NAN)
        found[name] = (value, float(low), float(high))
    return found


def table(title: str, rows: dict[str, tuple[float, float, float]]) -> str:
    """A table to print, one figure a row."""
    lines = [title]
    for name, (value, low, high) in rows.items():
        lines.append(f"  {name:<58} " + ("     -" if np.isnan(value) else f"{value:6.3f}  [{low:.3f}, {high:.3f}]"))
    return "\n".join(lines)
