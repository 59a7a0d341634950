"""The rival of bench/training.ts: answers "fit" with its seconds, and "score" with its microseconds a row."""
import json
import sys
import time

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

path, train_rows, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# five features and the target, one column after the other, float32
table = np.fromfile(path, dtype="<f4").reshape(6, rows)
X, y = np.ascontiguousarray(table[:5].T), table[5]
model = None
for line in sys.stdin:
    start = time.perf_counter()
    if line.strip() == "fit":
        model = HistGradientBoostingClassifier(
            max_iter=100, max_leaf_nodes=31, max_bins=255, categorical_features=[3, 4], early_stopping=False, random_state=0
        ).fit(X[:train_rows], y[:train_rows])
        seconds = time.perf_counter() - start
        auc = roc_auc_score(y[train_rows:], model.predict_proba(X[train_rows:])[:, 1])
        print(json.dumps({"seconds": seconds, "auc": auc}), flush=True)
    else:
        model.predict_proba(X[train_rows:])
        micros = (time.perf_counter() - start) * 1e6 / (rows - train_rows)
        print(json.dumps({"micros": micros}), flush=True)
