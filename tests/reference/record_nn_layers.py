#!/usr/bin/python3
"""Records what PyTorch's modules compute, with their own initial parameters after manual_seed(11).

Each line: case, sum of the result, sum of |result|, its first and last value, and sum of |gradient| of all
parameters and of the input for the loss sum(result^3).
Usage: record_nn_layers.py > nn_layers.txt
"""
import torch
from torch import nn


def first(y):
    while isinstance(y, tuple):
        y = y[0]
    return y


def record(case, make, *shapes, ids=None):
    torch.manual_seed(11)
    module = make()
    inputs = [torch.randn(s).requires_grad_() for s in shapes] if ids is None else [torch.randint(ids, shapes[0])]
    y = first(module(*inputs))
    (y * y * y).sum().backward()
    grads = sum(float(p.grad.double().abs().sum()) for p in module.parameters() if p.grad is not None)
    gx = float(inputs[0].grad.double().abs().sum()) if ids is None else 0.0
    flat = y.detach().double().flatten()
    values = [flat.sum(), flat.abs().sum(), flat[0], flat[-1], grads, gx]
    print(case, *("%.9g" % float(v) for v in values))


class Same(nn.Module):
    """Self-attention: one input for query, key and value."""

    def __init__(self, attention):
        super().__init__()
        self.attention = attention

    def forward(self, x):
        return self.attention(x, x, x)


record("Linear", lambda: nn.Linear(5, 3), (4, 5))
record("Bilinear", lambda: nn.Bilinear(2, 3, 4), (5, 2), (5, 3))
record("Conv1d", lambda: nn.Conv1d(2, 4, 3, stride=2, padding=1), (2, 2, 9))
record("Conv2d", lambda: nn.Conv2d(2, 4, 3, padding=1, groups=2), (2, 2, 6, 5))
record("Conv2dSame", lambda: nn.Conv2d(2, 3, (2, 3), padding="same"), (2, 2, 6, 5))
record("Conv2dReflect", lambda: nn.Conv2d(2, 3, 3, padding=(1, 2), padding_mode="reflect"), (2, 2, 6, 5))
record("Conv2dCircular", lambda: nn.Conv2d(2, 3, 3, padding=1, padding_mode="circular"), (2, 2, 6, 5))
record("Conv2dReplicate", lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="replicate"), (2, 2, 6, 5))
record("Conv3d", lambda: nn.Conv3d(2, 3, 2), (1, 2, 4, 3, 5))
record("ConvTranspose2d", lambda: nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), (2, 2, 4, 3))
record("MaxPool2d", lambda: nn.MaxPool2d(2), (2, 3, 6, 5))
record("AvgPool2d", lambda: nn.AvgPool2d(3, stride=2, padding=1), (2, 3, 6, 5))
record("AdaptiveAvgPool2d", lambda: nn.AdaptiveAvgPool2d((3, None)), (2, 3, 6, 5))
record("BatchNorm1d", lambda: nn.BatchNorm1d(3), (4, 3))
record("BatchNorm2d", lambda: nn.BatchNorm2d(3, momentum=None), (4, 3, 2, 2))
record("InstanceNorm1d", lambda: nn.InstanceNorm1d(3, affine=True), (4, 3, 6))
record("LayerNorm", lambda: nn.LayerNorm([3, 4]), (2, 3, 4))
record("GroupNorm", lambda: nn.GroupNorm(2, 4), (2, 4, 3))
record("Dropout", lambda: nn.Dropout(0.3), (6, 5))
record("Dropout2d", lambda: nn.Dropout2d(0.3), (3, 4, 2, 2))
record("Embedding", lambda: nn.Embedding(7, 3, padding_idx=2), (4, 5), ids=7)
record("PReLU", lambda: nn.PReLU(3), (2, 3, 4))
record("Softmin", lambda: nn.Softmin(1), (3, 4))
record("RNN", lambda: nn.RNN(3, 4, 2, nonlinearity="relu"), (5, 2, 3))
record("LSTM", lambda: nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), (2, 5, 3))
record("GRU", lambda: nn.GRU(3, 4, bias=False), (5, 2, 3))
record("LSTMCell", lambda: nn.LSTMCell(3, 4), (2, 3))
record("GRUCell", lambda: nn.GRUCell(3, 4), (2, 3))
record("Attention", lambda: Same(nn.MultiheadAttention(8, 2)), (5, 3, 8))
record("AttentionCross", lambda: nn.MultiheadAttention(8, 2, kdim=4, vdim=6, add_bias_kv=True, add_zero_attn=True), (5, 3, 8), (7, 3, 4), (7, 3, 6))
record("EncoderLayer", lambda: nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, activation="gelu"), (5, 3, 8))
record("DecoderLayer", lambda: nn.TransformerDecoderLayer(8, 2, 16, dropout=0.0), (5, 3, 8), (6, 3, 8))
