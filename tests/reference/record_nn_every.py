#!/usr/bin/python3
"""Records every module of PyTorch in float64: tests/reference/nn_every.txt, read by tests/nn/every_module_test.cpp.

A line is: name, sum, sum of |y|, first, last, sum of the parameters' |gradients|, sum of the inputs'. The module is
made after manual_seed(11), and called after manual_seed(11). Its inputs follow from a formula."""
import torch
from torch import nn

torch.set_num_threads(1)
out = open("tests/reference/nn_every.txt", "w")


def x(k, *shape):
    n = 1
    for s in shape:
        n *= s
    return ((torch.arange(n, dtype=torch.float64) * 0.7 + k).sin() * 1.3).reshape(shape).requires_grad_()


def p(k, *shape):
    return x(k, *shape).detach().mul(0.7).sigmoid().requires_grad_()


def i(n, *shape):
    count = 1
    for s in shape:
        count *= s
    k = torch.arange(count)
    return (k * 11 + k.div(2, rounding_mode="floor") + 1).remainder(n).reshape(shape)


def s(*shape):
    return i(2, *shape).double() * 2 - 1


def row(name, make, *inputs, call=None):
    torch.manual_seed(11)
    m = make().double()
    torch.manual_seed(11)
    y = call(m, *inputs) if call else m(*inputs)
    (y * y * y + y).sum().backward()
    total = lambda ts: sum(t.grad.abs().sum().item() for t in ts if t.requires_grad and t.grad is not None)
    f = y.detach().flatten()
    numbers = [f.sum(), f.abs().sum(), f[0], f[-1], total(m.parameters()), total([t for t in inputs if t is not None])]
    print(name, *["%.14g" % float(v) for v in numbers], file=out)


pic, vol, line = (1, 2, 4, 4), (1, 1, 4, 4, 4), (1, 2, 6)
w3 = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
# ---- shapes and linear maps
row("Identity", lambda: nn.Identity(), x(1, 2, 3))
row("Flatten", lambda: nn.Flatten(), x(1, 2, 3, 2))
row("Flatten2", lambda: nn.Flatten(0, 1), x(1, 2, 3, 2))
row("Unflatten", lambda: nn.Unflatten(1, (2, 3)), x(1, 2, 6))
row("Linear", lambda: nn.Linear(3, 2), x(1, 2, 3))
row("LinearPlain", lambda: nn.Linear(3, 2, bias=False), x(1, 3))
row("Bilinear", lambda: nn.Bilinear(2, 3, 2), x(1, 2, 2), x(2, 2, 3))
row("Embedding", lambda: nn.Embedding(5, 3), i(5, 2, 3))
row("EmbeddingBag", lambda: nn.EmbeddingBag(5, 3, mode="sum"), i(5, 2, 3))
# ---- convolutions
row("Conv1d", lambda: nn.Conv1d(2, 2, 3, padding=2, dilation=2), x(1, *line))
row("Conv1dGroups", lambda: nn.Conv1d(2, 4, 2, stride=2, groups=2, bias=False), x(1, *line))
row("Conv2d", lambda: nn.Conv2d(2, 2, 3, padding=1, padding_mode="reflect"), x(1, *pic))
row("Conv2dSame", lambda: nn.Conv2d(2, 2, (2, 3), padding="same"), x(1, *pic))
row("Conv3d", lambda: nn.Conv3d(1, 2, 2, stride=2), x(1, *vol))
row("ConvTranspose1d", lambda: nn.ConvTranspose1d(2, 2, 3, stride=2, output_padding=1), x(1, *line))
row("ConvTranspose2d", lambda: nn.ConvTranspose2d(2, 2, 2, groups=2), x(1, 1, 2, 3, 2))
row("ConvTranspose3d", lambda: nn.ConvTranspose3d(1, 1, 2, stride=2, padding=1), x(1, 1, 1, 2, 3, 2))
row("Fold", lambda: nn.Fold((3, 3), 2), x(1, 1, 4, 4))
row("Unfold", lambda: nn.Unfold(2, stride=2), x(1, *pic))
# ---- pooling
row("MaxPool1d", lambda: nn.MaxPool1d(3, 2, 1), x(1, *line))
row("MaxPool2d", lambda: nn.MaxPool2d(2, ceil_mode=True), x(1, 1, 2, 3, 5))
row("MaxPool3d", lambda: nn.MaxPool3d(2), x(1, *vol))
row("AvgPool1d", lambda: nn.AvgPool1d(3, 2, 1), x(1, *line))
row("AvgPool1dPlain", lambda: nn.AvgPool1d(2), x(1, *line))
row("AvgPool2d", lambda: nn.AvgPool2d(3, 2, 1, count_include_pad=False), x(1, *pic))
row("AvgPool3d", lambda: nn.AvgPool3d(2, divisor_override=3), x(1, *vol))
row("AvgPool3dPadded", lambda: nn.AvgPool3d(3, 2, 1, ceil_mode=True), x(1, *vol))
row("AdaptiveAvgPool1d", lambda: nn.AdaptiveAvgPool1d(4), x(1, *line))
row("AdaptiveAvgPool1dOne", lambda: nn.AdaptiveAvgPool1d(1), x(1, 2, 5))
row("AdaptiveAvgPool2d", lambda: nn.AdaptiveAvgPool2d((3, None)), x(1, *pic))
row("AdaptiveAvgPool3d", lambda: nn.AdaptiveAvgPool3d((3, 2, 1)), x(1, *vol))
row("AdaptiveAvgPool3dAll", lambda: nn.AdaptiveAvgPool3d(3), x(1, *vol))
row("AdaptiveMaxPool1d", lambda: nn.AdaptiveMaxPool1d(4), x(1, *line))
row("AdaptiveMaxPool2d", lambda: nn.AdaptiveMaxPool2d(3), x(1, *pic))
row("AdaptiveMaxPool3d", lambda: nn.AdaptiveMaxPool3d(2), x(1, *vol))
row("FractionalMaxPool2d", lambda: nn.FractionalMaxPool2d(2, output_size=2), x(1, *pic))
row("FractionalMaxPool3d", lambda: nn.FractionalMaxPool3d(2, output_size=2), x(1, *vol))
row("LPPool1d", lambda: nn.LPPool1d(2, 3), p(1, *line))
row("LPPool2d", lambda: nn.LPPool2d(3, 2), p(1, *pic))
row("MaxUnpool1d", lambda: nn.MaxUnpool1d(2), x(1, 1, 1, 3), torch.tensor([[[0, 3, 5]]]))
row("MaxUnpool2d", lambda: nn.MaxUnpool2d(2), x(1, 1, 1, 1, 2), torch.tensor([[[[0, 6]]]]))
row("MaxUnpool3d", lambda: nn.MaxUnpool3d(2), x(1, 1, 1, 1, 1, 2), torch.tensor([[[[[1, 10]]]]]))
# ---- padding, resizing
row("ReflectionPad1d", lambda: nn.ReflectionPad1d((1, 2)), x(1, *line))
row("ReflectionPad2d", lambda: nn.ReflectionPad2d((1, 2, 0, 1)), x(1, *pic))
row("ReflectionPad3d", lambda: nn.ReflectionPad3d(1), x(1, 1, 1, 2, 2, 2))
row("ReplicationPad1d", lambda: nn.ReplicationPad1d(2), x(1, *line))
row("ReplicationPad2d", lambda: nn.ReplicationPad2d((1, 2, 0, 1)), x(1, *pic))
row("ReplicationPad3d", lambda: nn.ReplicationPad3d(1), x(1, 1, 1, 2, 2, 2))
row("ZeroPad2d", lambda: nn.ZeroPad2d((1, 2, -1, 0)), x(1, *pic))
row("ConstantPad1d", lambda: nn.ConstantPad1d(1, 0.5), x(1, *line))
row("ConstantPad2d", lambda: nn.ConstantPad2d((1, 0, 2, -1), 3.5), x(1, *pic))
row("ConstantPad2dEven", lambda: nn.ConstantPad2d(1, -1.0), x(1, *pic))
row("ConstantPad3d", lambda: nn.ConstantPad3d((1, 0, 0, 1, 0, 0), 0.5), x(1, 1, 1, 2, 2, 2))
row("Upsample", lambda: nn.Upsample(scale_factor=2.0, mode="bilinear", align_corners=True), x(1, 1, 1, 2, 3))
row("UpsampleNearest", lambda: nn.Upsample(size=5), x(1, *line))
row("PixelShuffle", lambda: nn.PixelShuffle(2), x(1, 1, 4, 2, 1))
row("PixelUnshuffle", lambda: nn.PixelUnshuffle(2), x(1, 1, 1, 2, 4))
# ---- norms
row("BatchNorm1d", lambda: nn.BatchNorm1d(2), x(1, 3, 2))
row("BatchNorm2d", lambda: nn.BatchNorm2d(2, eps=0.1, affine=False), x(1, 2, 2, 2, 1))
row("BatchNorm3d", lambda: nn.BatchNorm3d(2), x(1, 2, 2, 1, 2, 2))
row("BatchNorm3dPlain", lambda: nn.BatchNorm3d(1, eps=0.01, affine=False, track_running_stats=False), x(1, 2, 1, 1, 2, 2))
row("InstanceNorm1d", lambda: nn.InstanceNorm1d(2, affine=True), x(1, 2, 2, 3))
row("InstanceNorm2d", lambda: nn.InstanceNorm2d(2), x(1, 1, 2, 2, 3))
row("InstanceNorm2dAffine", lambda: nn.InstanceNorm2d(2, eps=0.1, affine=True, track_running_stats=True), x(1, 2, 2, 2, 2))
row("InstanceNorm3d", lambda: nn.InstanceNorm3d(2, affine=True), x(1, 1, 2, 2, 1, 3))
row("InstanceNorm3dPlain", lambda: nn.InstanceNorm3d(1, eps=0.1), x(1, 2, 1, 1, 2, 2))
row("LayerNorm", lambda: nn.LayerNorm((2, 3)), x(1, 2, 2, 3))
row("GroupNorm", lambda: nn.GroupNorm(2, 4, eps=0.01), x(1, 1, 4, 3))
row("LocalResponseNorm", lambda: nn.LocalResponseNorm(2, alpha=0.5), x(1, 1, 3, 2, 2))
row("CrossMapLRN2d", lambda: nn.CrossMapLRN2d(4, alpha=0.3, k=2), x(1, 1, 2, 2, 2))
# ---- activations
for name, make in {
    "ELU": lambda: nn.ELU(), "ELU2": lambda: nn.ELU(0.4), "SELU": lambda: nn.SELU(), "CELU": lambda: nn.CELU(),
    "CELU2": lambda: nn.CELU(0.6), "GELU": lambda: nn.GELU(), "GELUTanh": lambda: nn.GELU("tanh"),
    "GLU": lambda: nn.GLU(), "GLU0": lambda: nn.GLU(0), "Hardshrink": lambda: nn.Hardshrink(),
    "Hardshrink2": lambda: nn.Hardshrink(0.2), "Hardtanh": lambda: nn.Hardtanh(), "Hardtanh2": lambda: nn.Hardtanh(-0.3, 0.8),
    "LeakyReLU": lambda: nn.LeakyReLU(), "LeakyReLU2": lambda: nn.LeakyReLU(0.3), "LogSigmoid": lambda: nn.LogSigmoid(),
    "Softmax": lambda: nn.Softmax(1), "Softmax0": lambda: nn.Softmax(0), "Softmin": lambda: nn.Softmin(1),
    "LogSoftmax": lambda: nn.LogSoftmax(1), "LogSoftmax0": lambda: nn.LogSoftmax(0), "PReLU": lambda: nn.PReLU(),
    "PReLUChannels": lambda: nn.PReLU(4, 0.1), "ReLU": lambda: nn.ReLU(), "ReLU6": lambda: nn.ReLU6(),
    "RReLU": lambda: nn.RReLU(), "RReLU2": lambda: nn.RReLU(0.3, 0.6), "Sigmoid": lambda: nn.Sigmoid(), "SiLU": lambda: nn.SiLU(),
    "Mish": lambda: nn.Mish(), "Softplus": lambda: nn.Softplus(), "Softplus2": lambda: nn.Softplus(2.0, 1.0),
    "Softshrink": lambda: nn.Softshrink(), "Softshrink2": lambda: nn.Softshrink(0.2), "Softsign": lambda: nn.Softsign(),
    "Tanh": lambda: nn.Tanh(), "Tanhshrink": lambda: nn.Tanhshrink(), "Threshold": lambda: nn.Threshold(0.2, 0.7),
    "Threshold2": lambda: nn.Threshold(-0.5, -3.0), "Dropout": lambda: nn.Dropout(0.4), "AlphaDropout": lambda: nn.AlphaDropout(0.4),
    "FeatureAlphaDropout": lambda: nn.FeatureAlphaDropout(0.4), "AlphaDropout2": lambda: nn.AlphaDropout(0.2),
}.items():
    row(name, make, x(1, 2, 4))
row("ReLU6Large", lambda: nn.ReLU6(), (x(1, 6) * 6).detach().requires_grad_())
row("Softmax2d", lambda: nn.Softmax2d(), x(1, 1, 3, 2, 2))
row("Softmax2dOne", lambda: nn.Softmax2d(), x(1, 3, 2, 2))
row("Dropout2d", lambda: nn.Dropout2d(0.4), x(1, 2, 3, 2, 2))
row("Dropout3d", lambda: nn.Dropout3d(0.4), x(1, 2, 3, 1, 2, 2))
row("Dropout3dHalf", lambda: nn.Dropout3d(), x(1, 1, 4, 2, 1, 2))
# ---- recurrent, attention
first = lambda m, *a: m(*a)[0]
row("RNN", lambda: nn.RNN(2, 3), x(1, 3, 1, 2), call=first)
row("LSTM", lambda: nn.LSTM(2, 3, bidirectional=True), x(1, 2, 1, 2), call=first)
row("GRU", lambda: nn.GRU(2, 3), x(1, 3, 1, 2), call=first)
row("RNNCell", lambda: nn.RNNCell(2, 3), x(1, 2, 2), x(2, 2, 3))
row("RNNCellReLU", lambda: nn.RNNCell(2, 3, bias=False, nonlinearity="relu"), x(1, 2, 2), x(2, 2, 3))
row("LSTMCell", lambda: nn.LSTMCell(2, 3), x(1, 2, 2), call=first)
row("GRUCell", lambda: nn.GRUCell(2, 3), x(1, 2, 2), x(2, 2, 3))
row("MultiheadAttention", lambda: nn.MultiheadAttention(4, 2), x(1, 2, 1, 4), x(2, 3, 1, 4), x(3, 3, 1, 4), call=first)
enc = lambda: nn.TransformerEncoderLayer(4, 2, 3, 0.0, "gelu")
dec = lambda: nn.TransformerDecoderLayer(4, 2, 3, 0.0, "gelu")
row("TransformerEncoderLayer", enc, x(1, 2, 1, 4))
row("TransformerDecoderLayer", dec, x(1, 2, 1, 4), x(2, 2, 1, 4))
row("TransformerEncoder", lambda: nn.TransformerEncoder(enc(), 1), x(1, 2, 1, 4))
row("TransformerEncoderNorm", lambda: nn.TransformerEncoder(enc(), 2, nn.LayerNorm(4)), x(1, 2, 1, 4))
row("TransformerDecoder", lambda: nn.TransformerDecoder(dec(), 1), x(1, 2, 1, 4), x(2, 2, 1, 4))
row("TransformerDecoderNorm", lambda: nn.TransformerDecoder(dec(), 1, nn.LayerNorm(4)), x(1, 2, 1, 4), x(2, 2, 1, 4))


def filled(m):
    """Weights by name, not drawn."""
    with torch.no_grad():
        for k, (_, q) in enumerate(sorted(m.named_parameters())):
            q.copy_(x(k, *q.shape) * 0.3)
    return m


row("Transformer", lambda: filled(nn.Transformer(4, 2, 1, 1, 3, 0.0, "gelu")), x(1, 2, 1, 4), x(2, 2, 1, 4))
# ---- losses and distances
a, b = (2, 3), (4, 3)
row("L1Loss", lambda: nn.L1Loss(), x(1, *a), x(2, *a))
row("MSELoss", lambda: nn.MSELoss(reduction="sum"), x(1, *a), x(2, *a))
row("SmoothL1Loss", lambda: nn.SmoothL1Loss(), x(1, *a), x(2, *a))
row("SmoothL1LossBeta", lambda: nn.SmoothL1Loss(reduction="none", beta=0.3), x(1, *a), x(2, *a))
row("HuberLoss", lambda: nn.HuberLoss(), x(1, *a), x(2, *a))
row("HuberLossDelta", lambda: nn.HuberLoss(reduction="sum", delta=0.4), x(1, *a), x(2, *a))
row("KLDivLoss", lambda: nn.KLDivLoss(reduction="batchmean"), x(1, *a), p(2, *a))
row("KLDivLossLog", lambda: nn.KLDivLoss(reduction="sum", log_target=True), x(1, *a), x(2, *a))
row("BCELoss", lambda: nn.BCELoss(), p(1, *a), p(2, *a).detach())
row("BCELossWeight", lambda: nn.BCELoss(w3, reduction="sum"), p(1, *a), p(2, *a).detach())
row("BCEWithLogitsLoss", lambda: nn.BCEWithLogitsLoss(), x(1, *a), p(2, *a).detach())
row("BCEWithLogitsLossPos", lambda: nn.BCEWithLogitsLoss(w3, reduction="none", pos_weight=w3 + 1), x(1, *a), p(2, *a).detach())
row("NLLLoss", lambda: nn.NLLLoss(), x(1, *b), i(3, 4))
row("NLLLossWeight", lambda: nn.NLLLoss(w3, ignore_index=1, reduction="sum"), x(1, *b), i(3, 4))
row("CrossEntropyLoss", lambda: nn.CrossEntropyLoss(w3, label_smoothing=0.1), x(1, *b), i(3, 4))
row("CrossEntropyLossProbabilities", lambda: nn.CrossEntropyLoss(), x(1, *b), p(2, *b).detach())
row("HingeEmbeddingLoss", lambda: nn.HingeEmbeddingLoss(0.7), x(1, *a), s(*a))
row("CosineEmbeddingLoss", lambda: nn.CosineEmbeddingLoss(0.1), x(1, *b), x(2, *b), s(4))
row("TripletMarginLoss", lambda: nn.TripletMarginLoss(0.7, swap=True), x(1, *b), x(2, *b), x(3, *b))
row("TripletMarginWithDistanceLoss", lambda: nn.TripletMarginWithDistanceLoss(margin=0.7), x(1, *b), x(2, *b), x(3, *b))
row("MultiLabelMarginLoss", lambda: nn.MultiLabelMarginLoss(), x(1, *a), torch.tensor([[2, 0, -1], [1, -1, 0]]))
row("MultiLabelSoftMarginLoss", lambda: nn.MultiLabelSoftMarginLoss(w3), x(1, *a), i(2, *a).double())
row("MultiMarginLoss", lambda: nn.MultiMarginLoss(2, 0.7, w3), x(1, *b), i(3, 4))
row("SoftMarginLoss", lambda: nn.SoftMarginLoss(), x(1, *a), s(*a))
row("MarginRankingLoss", lambda: nn.MarginRankingLoss(0.3), x(1, 4), x(2, 4), s(4))
row("PoissonNLLLoss", lambda: nn.PoissonNLLLoss(full=True), x(1, *a), i(5, *a).double())
row("CTCLoss", lambda: nn.CTCLoss(), x(1, 5, 2, 3), torch.tensor([[1, 2], [2, 1]]), torch.tensor([5, 4]), torch.tensor([2, 1]),
    call=lambda m, v, *more: m(v.log_softmax(2), *more))  # its derivative is that of normalised probabilities
row("CosineSimilarity", lambda: nn.CosineSimilarity(0), x(1, *a), x(2, *a))
row("PairwiseDistance", lambda: nn.PairwiseDistance(3.0), x(1, *a), x(2, *a))
row("AdaptiveLogSoftmaxWithLoss", lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [2, 4], div_value=2.0), x(1, 3, 4), i(6, 3), call=first)
# ---- containers
row("Sequential", lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), x(1, 2, 3))
row("SequentialNested", lambda: nn.Sequential(nn.Linear(3, 2), nn.Sequential(nn.Sigmoid(), nn.LayerNorm(2))), x(1, 2, 3))
