#!/usr/bin/python3
"""Records the parameters that PyTorch's modules start with after manual_seed(7): first three values and sum.

Usage: record_nn_init.py > nn_init.txt
"""
import torch
from torch import nn


def record(case, make):
    torch.manual_seed(7)
    for name, parameter in make().named_parameters():
        flat = parameter.detach().flatten()
        values = [float(x) for x in flat[:3]] + [float(flat.double().sum())]
        print(case, name, *("%.17g" % x for x in values))


def functions():
    module = nn.Module()
    init = nn.init
    for name, fill in [
        ("xavier_uniform_", lambda t: init.xavier_uniform_(t, 2.0)),
        ("xavier_normal_", lambda t: init.xavier_normal_(t)),
        ("kaiming_uniform_", lambda t: init.kaiming_uniform_(t, 0, "fan_out", "relu")),
        ("kaiming_normal_", lambda t: init.kaiming_normal_(t, 0.1)),
        ("uniform_", lambda t: init.uniform_(t, -1, 2)),
        ("normal_", lambda t: init.normal_(t, 1, 3)),
        ("dirac_", lambda t: init.dirac_(t)),
    ]:
        tensor = torch.empty(4, 6, 2, 2)
        fill(tensor)
        module.register_parameter(name, nn.Parameter(tensor))
    tensor = torch.empty(5, 4)
    init.sparse_(tensor, 0.4)
    module.register_parameter("sparse_", nn.Parameter(tensor))
    return module


record("Linear", lambda: nn.Linear(5, 3))
record("Bilinear", lambda: nn.Bilinear(2, 3, 4))
record("Conv2d", lambda: nn.Conv2d(2, 3, (2, 3)))
record("ConvTranspose2d", lambda: nn.ConvTranspose2d(2, 3, 3))
record("Embedding", lambda: nn.Embedding(6, 4, padding_idx=1))
record("BatchNorm2d", lambda: nn.BatchNorm2d(3))
record("LSTM", lambda: nn.LSTM(3, 4, 2, bidirectional=True))
record("LSTMProjected", lambda: nn.LSTM(3, 4, 1, proj_size=2))
record("GRU", lambda: nn.GRU(3, 4))
record("RNNCell", lambda: nn.RNNCell(3, 4))
record("MultiheadAttention", lambda: nn.MultiheadAttention(8, 2))
record("MultiheadAttentionSeparate", lambda: nn.MultiheadAttention(8, 2, kdim=4, vdim=6, add_bias_kv=True))
record("TransformerEncoderLayer", lambda: nn.TransformerEncoderLayer(8, 2, 16))
record("Functions", functions)
