"""Writes pytorch_losses.json: the losses of 200 training steps with PyTorch 1.13, which PyTorchLossTests compares with the library's.

    apt-get install python3-torch
    /usr/bin/python3 pytorch_losses.py

The network is 16-32-32-4 with relu between its layers, the loss softmax cross-entropy, a step a batch of 32 that no other step sees.
Weights and batches are hashes of their places, so that both languages make the same floats without a file of them.
Every curve is computed in float32, which is written, and in float64: where rounding alone moves a curve by more than a quarter of
what the test allows, the setting says nothing, and the script stops. (It happens: an input of relu within rounding of 0 is on one
side here and on the other there, and Adam makes a whole step of however small a gradient; where Lion's sign turns, a weight is two
learning rates away.)
"""

import inspect
import json
import pathlib

import numpy
import torch
from torch import nn, optim
from torch.nn import functional
from torch.optim import lr_scheduler

SIZES = [16, 32, 32, 4]
BATCH = 32
STEPS = 200
INPUT_STREAM = 100
ALLOWED_DRIFT = 2.5e-5


def uniform(stream, count):
    """Numbers in [-1, 1) of 24 bits: the mixing function of SplitMix64 (Steele, Lea and Flood 2014) over stream * 2^32 + place."""
    z = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(stream << 32) + numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(40)).astype(numpy.float32) / numpy.float32(1 << 23) - numpy.float32(1)


def network(dtype):
    layers = []
    for n_in, n_out in zip(SIZES, SIZES[1:]):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for stream, parameter in enumerate(net.parameters()):
            parameter.copy_(torch.from_numpy(uniform(stream, parameter.numel()) / 4).view_as(parameter))
    return net.to(dtype)


def batches(dtype):
    """Inputs, and for a label the place of the largest of the first four."""
    inputs = torch.from_numpy(uniform(INPUT_STREAM, STEPS * BATCH * SIZES[0])).view(STEPS, BATCH, SIZES[0])
    return inputs.to(dtype), inputs[:, :, : SIZES[-1]].argmax(dim=2)


class Lion(optim.Optimizer):
    """Chen et al. 2023, algorithm 2: PyTorch has none."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for w in group["params"]:
                m = self.state[w].setdefault("m", torch.zeros_like(w))
                direction = torch.sign(beta1 * m + (1 - beta1) * w.grad)
                w -= group["lr"] * (direction + group["weight_decay"] * w)
                m.copy_(beta2 * m + (1 - beta2) * w.grad)


class Run:
    """An optimizer, and what else happens in a step."""

    def __init__(self, optimizer, schedule=None, clip_norm=None, clip_value=None, average_decay=None, **options):
        self.optimizer, self.options, self.schedule = optimizer, options, schedule
        self.clip_norm, self.clip_value, self.average_decay = clip_norm, clip_value, average_decay

    def losses(self, dtype):
        net = network(dtype)
        optimizer = self.optimizer(net.parameters(), **self.options)
        schedule = self.schedule(optimizer) if self.schedule else None
        average = None
        if self.average_decay is not None:
            decay = self.average_decay
            average = optim.swa_utils.AveragedModel(net, avg_fn=lambda averaged, w, _: decay * averaged + (1 - decay) * w)
        losses = []
        clipped = 0
        for x, labels in zip(*batches(dtype)):
            optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(net(x), labels)
            loss.backward()
            if self.clip_norm is not None:
                clipped += nn.utils.clip_grad_norm_(net.parameters(), self.clip_norm).item() > self.clip_norm
            if self.clip_value is not None:
                clipped += any((w.grad.abs() > self.clip_value).any().item() for w in net.parameters())
                nn.utils.clip_grad_value_(net.parameters(), self.clip_value)
            optimizer.step()
            if schedule:
                schedule.step()
            if average:
                average.update_parameters(net)
                with torch.no_grad():
                    loss = functional.cross_entropy(average(x), labels)  # the averages' own loss, after the step
            losses.append(loss.item())
        if (self.clip_norm or self.clip_value) and clipped < STEPS / 2:
            raise SystemExit(f"only {clipped} of {STEPS} steps were clipped")
        return numpy.array(losses)


RUNS = {
    "sgd": Run(optim.SGD, lr=0.1),
    "sgd weight decay": Run(optim.SGD, lr=0.1, weight_decay=0.01),
    "sgd momentum": Run(optim.SGD, lr=0.05, momentum=0.9),
    "sgd dampening": Run(optim.SGD, lr=0.1, momentum=0.9, dampening=0.5),
    "sgd nesterov": Run(optim.SGD, lr=0.05, momentum=0.9, nesterov=True),
    "sgd nesterov weight decay": Run(optim.SGD, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "sgd momentum dampening weight decay": Run(optim.SGD, lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.01),
    "rmsprop": Run(optim.RMSprop, lr=0.001),
    "rmsprop centred": Run(optim.RMSprop, lr=0.001, centered=True),
    "rmsprop momentum": Run(optim.RMSprop, lr=0.0005, momentum=0.5),
    "rmsprop weight decay": Run(optim.RMSprop, lr=0.001, weight_decay=0.01),
    "rmsprop centred momentum weight decay": Run(optim.RMSprop, lr=0.0005, centered=True, momentum=0.5, weight_decay=0.01),
    "adagrad": Run(optim.Adagrad, lr=0.02),
    "adagrad lr decay": Run(optim.Adagrad, lr=0.02, lr_decay=0.01),
    "adagrad weight decay": Run(optim.Adagrad, lr=0.02, weight_decay=0.01),
    "adagrad initial accumulator": Run(optim.Adagrad, lr=0.02, initial_accumulator_value=0.01),
    "adam": Run(optim.Adam, lr=0.003),
    "adam weight decay": Run(optim.Adam, lr=0.002, weight_decay=0.01),
    "adam amsgrad": Run(optim.Adam, lr=0.003, amsgrad=True),
    "adam amsgrad weight decay": Run(optim.Adam, lr=0.002, amsgrad=True, weight_decay=0.01),
    "adamw": Run(optim.AdamW, lr=0.003),
    "adamw weight decay": Run(optim.AdamW, lr=0.003, weight_decay=0.5),
    "adamw amsgrad": Run(optim.AdamW, lr=0.003, amsgrad=True),
    "lion": Run(Lion, lr=0.001),
    "lion weight decay": Run(Lion, lr=0.001, weight_decay=0.5),
    "clip norm": Run(optim.SGD, lr=0.1, momentum=0.9, clip_norm=0.1),
    "clip value": Run(optim.SGD, lr=0.1, momentum=0.9, clip_value=0.01),
    "step schedule": Run(optim.SGD, lr=0.4, schedule=lambda o: lr_scheduler.StepLR(o, 40, gamma=0.75)),
    "cosine schedule": Run(optim.Adam, lr=0.003, schedule=lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, eta_min=0.0001)),
    "one-cycle schedule": Run(optim.Adam, lr=0.003, schedule=lambda o: lr_scheduler.OneCycleLR(o, 0.005, total_steps=STEPS + 1, cycle_momentum=False)),
    "averaged weights": Run(optim.SGD, lr=0.1, momentum=0.9, average_decay=0.9),
}


def defaults(optimizer):
    """Its constructor's defaults; a learning rate that must be given has none."""
    names = {"lr", "momentum", "dampening", "weight_decay", "nesterov", "alpha", "eps", "centered", "lr_decay", "initial_accumulator_value", "betas", "amsgrad"}
    signature = inspect.signature(optimizer).parameters
    return {name: p.default for name, p in signature.items() if name in names and isinstance(p.default, (bool, int, float, tuple))}


def main():
    torch.set_num_threads(1)
    curves = {}
    for name, run in RUNS.items():
        single, double = run.losses(torch.float32), run.losses(torch.float64)
        drift = numpy.max(numpy.abs(single - double) / double)
        print(f"{name:40} from {single[0]:.3f} to {single[-10:].mean():.3f}, float32 from float64 {drift:.1e}")
        if not drift < ALLOWED_DRIFT:
            raise SystemExit(f"{name}: rounding alone moves the losses by {drift:.1e}")
        if not single[-10:].mean() < 0.9 * single[:10].mean():
            raise SystemExit(f"{name}: it does not learn")
        curves[name] = single

    optimizers = [optim.SGD, optim.RMSprop, optim.Adagrad, optim.Adam, optim.AdamW]
    lines = [
        f'  "pytorch": {json.dumps(torch.__version__)}',
        '  "defaults": {\n' + ",\n".join(f"    {json.dumps(o.__name__)}: {json.dumps(defaults(o))}" for o in optimizers) + "\n  }",
        '  "losses": {\n' + ",\n".join(f"    {json.dumps(name)}: [{', '.join(f'{loss:.9g}' for loss in curve)}]" for name, curve in curves.items()) + "\n  }",
    ]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
