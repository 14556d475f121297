#!/usr/bin/python3
"""Write scipy_welch.json: power spectra by scipy.

Run in this directory, with Debian's python3-scipy:  /usr/bin/python3 scipy_welch.py
"""
import json

import numpy as np
from scipy import signal


def main():
    rng = np.random.default_rng(2)
    n = np.arange(430)
    x = np.round(1 + 0.2 * np.sin(2 * np.pi * 3.3 * n / 100) + 0.05 * rng.standard_normal(n.size), 6)
    cases = []
    for rate, length, segment in [(100, 430, 400), (100, 430, 64), (100, 430, 100), (31.25, 126, 126), (50, 17, 16)]:
        part = x[:length] - np.mean(x[:length])
        window = signal.windows.hann(segment, sym=True)
        _, power = signal.welch(part, rate, window, noverlap=segment // 2, detrend=False)
        cases.append({"rate": rate, "length": length, "segment": segment, "power": power.tolist()})
    with open("scipy_welch.json", "w") as f:
        f.write('{"input": ' + json.dumps(x.tolist()) + ',\n"cases": [\n')
        f.write(",\n".join(json.dumps(c) for c in cases))
        f.write("\n]}\n")


main()
