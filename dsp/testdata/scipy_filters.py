#!/usr/bin/python3
"""Write scipy_filters.json: Butterworth designs and filtered series by scipy.

Run in this directory, with Debian's python3-scipy:  /usr/bin/python3 scipy_filters.py
"""
import json

import numpy as np
from scipy import signal

EDGES = [  # rate (Hz), kind, edges (Hz)
    (100, "lowpass", [0.25]), (100, "lowpass", [5]), (50, "lowpass", [20]), (31.25, "lowpass", [15.5]),
    (100, "highpass", [0.25]), (50, "highpass", [5]), (25.6, "highpass", [3]), (100, "highpass", [49]),
    (100, "bandpass", [0.5, 10]), (50, "bandpass", [2, 2.5]), (31.25, "bandpass", [0.25, 15]), (100, "bandpass", [20, 45]),
]
FILTERED = (2, 5)  # orders whose output is kept


def clip():
    """160 samples of a limb that lies still, is lifted and trembles, in whole micro-g."""
    rng = np.random.default_rng(1)
    n = np.arange(160)
    x = 1 + 0.3 * (n > 60) * (n < 120) + 0.1 * np.sin(n * 0.7) * (n > 90) + 0.01 * rng.standard_normal(n.size)
    return np.round(x, 6)


def main():
    x = clip()
    cases = []
    for rate, kind, edges in EDGES:
        for order in range(1, 9):
            sos = signal.butter(order, edges, kind, output="sos", fs=rate)
            case = {"rate": rate, "kind": kind, "edges": edges, "order": order, "sos": sos.tolist()}
            if order in FILTERED:
                zi = signal.sosfilt_zi(sos)
                case["rest"] = signal.sosfilt(sos, x).tolist()
                case["settled"] = signal.sosfilt(sos, x, zi=zi * x[0])[0].tolist()
                case["odd"] = signal.sosfiltfilt(sos, x, padtype="odd").tolist()
                case["constant"] = signal.sosfiltfilt(sos, x, padtype="constant").tolist()
            cases.append(case)
    with open("scipy_filters.json", "w") as f:
        f.write('{"input": ' + json.dumps(x.tolist()) + ',\n"cases": [\n')
        f.write(",\n".join(json.dumps(c) for c in cases))
        f.write("\n]}\n")


main()
