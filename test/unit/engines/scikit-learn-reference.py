"""Prints the values which the tests of trees and linear models expect. scikit-learn 1.9.1."""
import math
import warnings

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score

warnings.filterwarnings("ignore")


def synthetic(rows, seed, task):
    state = seed

    def step():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return state / 2**32

    X, y = np.zeros((rows, 4), dtype=np.float32), np.zeros(rows)
    for r in range(rows):
        X[r, 0] = step() * 4 - 2
        X[r, 1] = np.nan if step() < 0.15 else step() * 4 - 2
        X[r, 2] = step()
        X[r, 3] = math.floor(step() * 12)
        effect = ((int(X[r, 3]) * 7) % 12) / 6 - 1
        a, b = float(X[r, 0]), float(X[r, 1])
        score = a**2 - 1 + (1 if math.isnan(b) else math.sin(2 * b)) + effect
        u = step()
        if task == "binary":
            y[r] = u < 1 / (1 + math.exp(-score))
        elif task == "regression":
            y[r] = 10 * score + 5 * (u - 0.5)
        else:
            noisy = score + 2 * (u - 0.5)
            y[r] = 0 if noisy < -0.5 else 1 if noisy < 0.8 else 2
    return X, y


def trees(task, weight=None):
    X, y = synthetic(6000, 1, task)
    T, t = synthetic(4000, 2, task)
    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    model = kind(max_iter=60, categorical_features=[3], early_stopping=False).fit(X, y)
    if task == "regression":
        return {"rmse": mean_squared_error(t, model.predict(T)) ** 0.5}
    p = model.predict_proba(T)
    auc = roc_auc_score(t, p[:, 1]) if task == "binary" else roc_auc_score(t, p, multi_class="ovr")
    return {"rocAuc": auc, "logLoss": log_loss(t, p)}


def design(X):
    """As LinearModel: numeric columns standardised with missing at the mean, then one-hot."""
    numeric = X[:, :3].astype(float)
    mean, scale = np.nanmean(numeric, axis=0), np.nanstd(numeric, axis=0)
    return np.c_[np.nan_to_num((numeric - mean) / scale), np.eye(12)[X[:, 3].astype(int)]], mean, scale


def linear(task):
    X, y = synthetic(1000, 3, task)
    D, mean, scale = design(X)
    w = np.where(np.arange(1000) % 3 == 0, 2.0, 0.5)
    out = {"mean": mean.tolist(), "scale": scale.tolist()}
    for name, weight in [("plain", None), ("weighted", w)]:
        if name == "weighted" and task != "binary":
            continue
        if task == "regression":
            model = Ridge(alpha=2.0, tol=1e-12, solver="cholesky").fit(D, y)
        else:
            if weight is not None:  # weighted mean and deviation, as StandardScaler does
                n = X[:, :3].astype(float)
                ok = ~np.isnan(n)
                W = w[:, None] * ok
                m = np.where(ok, n, 0).T @ w / W.sum(0)
                s = np.sqrt((W * np.where(ok, n - m, 0) ** 2).sum(0) / W.sum(0))
                D = np.c_[np.nan_to_num((n - m) / s), D[:, 3:]]
            model = LogisticRegression(C=0.5, tol=1e-12, max_iter=100000, solver="lbfgs" if task != "binary" else "newton-cholesky")
            model.fit(D, y, sample_weight=weight)
        out[name] = {"weights": np.atleast_2d(model.coef_).tolist(), "intercept": np.atleast_1d(model.intercept_).tolist()}
    return out


if __name__ == "__main__":
    for task in ["binary", "multiclass", "regression"]:
        print(task, trees(task))
    for task in ["binary", "multiclass", "regression"]:
        print(task, linear(task))
