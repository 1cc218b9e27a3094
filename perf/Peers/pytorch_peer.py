"""PyTorch as a peer of `perf compare`: a child process that trains networks on request and says how long the steps took.

A request is a line of JSON on standard input, an answer one on standard output. First of all comes an answer that nobody asked for,
with the versions. Then

    {"sizes": [784, 128, 10], "batch": 64, "optimizer": "adam", "learning_rate": 0.001, "threads": 1}
        and behind it, as little-endian bytes, the parameters in PyTorch's order, the inputs (float32) and the labels (int64)
        -> {"foreach": true}
    {"steps": 10}
        -> {"nanoseconds": 1234567, "loss": 2.3}    of all the steps together, by this process's own clock; the last one's loss

and {"error": "..."} if something goes wrong. The process ends with its standard input.
"""

import ctypes
import json
import os
import re
import sys
import time

import numpy
import torch
from torch import nn, optim
from torch.nn import functional

OPTIMIZERS = {"sgd": optim.SGD, "adam": optim.Adam}
TRIALS = 7
TRIAL_NANOSECONDS = 2_000_000
IDLE_LOOKS = 20
IDLE_SECONDS = 0.005


def blas_libraries():
    """Files of BLAS libraries in this process; none where the library is part of PyTorch's own, or there is no /proc."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            files = {line.split()[-1] for line in maps if "/" in line}
    except OSError:
        return []
    return sorted(file for file in files if re.search(r"blas|libmkl", os.path.basename(file)))


def set_threads(threads):
    torch.set_num_threads(threads)
    for file in blas_libraries():  # OpenBLAS counts its threads itself; one of NumPy's own has other names for its functions, and is not used
        if "openblas" in os.path.basename(file):
            library = ctypes.CDLL(file)
            if hasattr(library, "openblas_set_num_threads"):
                library.openblas_set_num_threads(threads)


def wait_for_idle_threads():
    """Threads of OpenMP and OpenBLAS look for more work before they go to sleep: whoever is timed next shall not run beside them."""
    for _ in range(IDLE_LOOKS):
        before = time.process_time()
        time.sleep(IDLE_SECONDS)
        if time.process_time() - before < IDLE_SECONDS / 10:
            break


class Training:
    """A network, its optimizer and one batch."""

    def __init__(self, request, parameters, inputs, labels, foreach):
        layers = []
        for n_in, n_out in zip(request["sizes"], request["sizes"][1:]):
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
        self.network = nn.Sequential(*layers[:-1])
        with torch.no_grad():
            for parameter in self.network.parameters():
                parameter.copy_(parameters[: parameter.numel()].view_as(parameter))
                parameters = parameters[parameter.numel() :]
        self.inputs, self.labels = inputs, labels
        self.optimizer = OPTIMIZERS[request["optimizer"]](self.network.parameters(), lr=request["learning_rate"], foreach=foreach)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network(self.inputs), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss

    def run(self, steps):
        """Nanoseconds of so many steps, and the last one's loss. A step before them does not count: the process has just woken."""
        self.step()
        start = time.perf_counter_ns()
        for _ in range(steps):
            loss = self.step()
        return time.perf_counter_ns() - start, loss.item()


def read(stream, dtype, count):
    size = count * numpy.dtype(dtype).itemsize
    data = stream.read(size)
    if len(data) != size:
        raise EOFError(f"{size} bytes were announced, but {len(data)} came")
    return torch.from_numpy(numpy.frombuffer(data, dtype=dtype).copy())


def load(request, stream):
    """The request's training with whichever of PyTorch's two implementations of its optimizer is the faster here."""
    sizes, batch = request["sizes"], request["batch"]
    parameters = read(stream, "<f4", sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes, sizes[1:])))
    inputs = read(stream, "<f4", batch * sizes[0]).view(batch, sizes[0])
    labels = read(stream, "<i8", batch)
    set_threads(request["threads"])

    candidates = [Training(request, parameters, inputs, labels, foreach) for foreach in (False, True)]
    times = [[], []]
    steps = max(1, TRIAL_NANOSECONDS // max(candidate.run(1)[0] for candidate in candidates))
    for _ in range(TRIALS):
        for candidate, measured in zip(candidates, times):
            measured.append(candidate.run(steps)[0])
    foreach = sorted(times[1])[TRIALS // 2] < sorted(times[0])[TRIALS // 2]
    return Training(request, parameters, inputs, labels, foreach), foreach


def greeting():
    libraries = blas_libraries()
    if any("/blas/libblas.so" in file for file in libraries):
        return {"error": "its matrix products are those of the reference BLAS, which would be no peer; Debian's libopenblas0-pthread takes its place"}
    capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    return {"pytorch": torch.__version__, "capability": capability.group(1) if capability else "unknown", "blas": ", ".join(map(os.path.basename, libraries)) or "its own"}


def main():
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    requests = sys.stdin.buffer

    def answer(content):
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    answer(greeting())
    training, threads = None, 1
    for line in requests:
        try:
            request = json.loads(line)
            if "sizes" in request:
                threads = request["threads"]
                training, foreach = load(request, requests)
                answer({"foreach": foreach})
            else:
                nanoseconds, loss = training.run(request["steps"])
                if threads > 1:
                    wait_for_idle_threads()
                answer({"nanoseconds": nanoseconds, "loss": loss})
        except Exception as error:  # the other side reports it
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
