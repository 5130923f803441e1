#!/usr/bin/python3
"""Records what PyTorch's modules and functions compute, with their own initial parameters after manual_seed(11).

Each line: case, sum of the result, sum of |result|, its first and last value, and the sums of |gradient| of all
parameters and of all inputs for the loss sum(result^3) (+ sum(result) so that zeros matter).
Usage: record_nn_modules.py > nn_modules.txt
"""
import warnings

import torch
import torch.nn.functional as F
from torch import nn

warnings.simplefilter("ignore")


def first(y):
    while isinstance(y, tuple):
        y = y[0]
    return y


def record(case, make, *inputs):
    """`inputs`: shapes of normal inputs, or functions that make other ones."""
    torch.manual_seed(11)
    module = make()
    xs = [x() if callable(x) else torch.randn(x).requires_grad_() for x in inputs]
    y = first(module(*xs))
    (y * y * y + y).sum().backward()
    parameters = list(module.parameters()) if isinstance(module, nn.Module) else []
    grads = sum(float(p.grad.double().abs().sum()) for p in parameters if p.grad is not None)
    gx = sum(float(x.grad.double().abs().sum()) for x in xs if x is not None and x.grad is not None)
    flat = y.detach().double().flatten()
    values = [flat.sum(), flat.abs().sum(), flat[0], flat[-1], grads, gx]
    print(case, *("%.9g" % float(v) for v in values))


def fn(f):
    return lambda: f


def signs(*shape):
    return lambda: torch.randint(2, shape) * 2.0 - 1


def classes(n, *shape):
    return lambda: torch.randint(n, shape)


def uniform(*shape):
    return lambda: torch.rand(*shape).requires_grad_()


# ---- pooling
record("AdaptiveMaxPool1d", lambda: nn.AdaptiveMaxPool1d(3), (2, 3, 7))
record("AdaptiveMaxPool2d", lambda: nn.AdaptiveMaxPool2d((3, None)), (2, 3, 6, 5))
record("AdaptiveMaxPool3d", lambda: nn.AdaptiveMaxPool3d(2), (1, 2, 4, 3, 5))
record("LPPool1d", lambda: nn.LPPool1d(2, 3, stride=2), (2, 3, 9))
record("LPPool2d", lambda: nn.LPPool2d(1.5, (2, 3)), uniform(2, 3, 6, 7))
for d, k in ((1, (2, 3, 8)), (2, (2, 3, 6, 4)), (3, (1, 2, 4, 4, 6))):
    pool = getattr(nn, "MaxPool%dd" % d)(2, return_indices=True)
    unpool = getattr(nn, "MaxUnpool%dd" % d)(2)
    record("MaxUnpool%dd" % d, fn(lambda x: unpool(*pool(x))), k)
record("FractionalMaxPool2d", lambda: nn.FractionalMaxPool2d((2, 3), output_size=(4, 3)), (2, 3, 9, 8))
record("FractionalMaxPool2dRatio", lambda: nn.FractionalMaxPool2d(2, output_ratio=0.6), (3, 9, 8))
record("FractionalMaxPool3d", lambda: nn.FractionalMaxPool3d(2, output_size=(2, 3, 4)), (1, 2, 5, 6, 7))
# ---- padding
record("ReflectionPad1d", lambda: nn.ReflectionPad1d((1, 2)), (2, 3, 4))
record("ReflectionPad2d", lambda: nn.ReflectionPad2d((1, 2, 0, 3)), (2, 3, 4, 5))
record("ReflectionPad3d", lambda: nn.ReflectionPad3d((1, 0, 2, 1, 1, 1)), (1, 2, 3, 4, 5))
record("ReplicationPad1d", lambda: nn.ReplicationPad1d(2), (2, 3, 4))
record("ReplicationPad2d", lambda: nn.ReplicationPad2d((1, 2, 0, 3)), (2, 3, 4, 5))
record("ReplicationPad3d", lambda: nn.ReplicationPad3d(2), (1, 2, 3, 4, 5))
record("ZeroPad2d", lambda: nn.ZeroPad2d((1, 2, -1, 0)), (2, 3, 4, 5))
record("ConstantPad1d", lambda: nn.ConstantPad1d((1, 2), 3.25), (2, 3, 4))
record("ConstantPad3d", lambda: nn.ConstantPad3d(1, -0.5), (1, 2, 3, 4, 5))
# ---- resizing
sizes = {1: (2, 3, 5), 2: (2, 3, 4, 5), 3: (1, 2, 3, 4, 5)}
for d in (1, 2, 3):
    record("UpsampleNearest%d" % d, lambda: nn.Upsample(scale_factor=2), sizes[d])
    record("NearestSize%d" % d, fn(lambda x: F.interpolate(x, size=(7, 3, 8)[:d])), sizes[d])
    record("NearestExact%d" % d, fn(lambda x: F.interpolate(x, size=(7, 3, 8)[:d], mode="nearest-exact")), sizes[d])
    record("Area%d" % d, fn(lambda x: F.interpolate(x, size=(2, 3, 4)[:d], mode="area")), sizes[d])
for d, mode in ((1, "linear"), (2, "bilinear"), (2, "bicubic"), (3, "trilinear")):
    for align in (False, True):
        record("%s%d" % (mode, align), fn(lambda x: F.interpolate(x, scale_factor=(1.7, 2.3, 0.6)[:d], mode=mode, align_corners=align)), sizes[d])
        record("%sSize%d" % (mode, align), fn(lambda x: F.interpolate(x, size=(7, 3, 9)[:d], mode=mode, align_corners=align)), sizes[d])
for mode in ("bilinear", "bicubic"):
    record(mode + "Recompute", fn(lambda x: F.interpolate(x, scale_factor=1.7, mode=mode, recompute_scale_factor=True)), sizes[2])
    record(mode + "Antialias", fn(lambda x: F.interpolate(x, size=(3, 4), mode=mode, antialias=True)), (2, 3, 9, 11))
    record(mode + "AntialiasUp", fn(lambda x: F.interpolate(x, size=(11, 9), mode=mode, antialias=True)), (1, 2, 5, 6))
# ---- sampling by a grid
for mode in ("bilinear", "nearest", "bicubic"):
    for padding in ("zeros", "border", "reflection"):
        for align in (False, True):
            record("Grid_%s_%s_%d" % (mode, padding, align), fn(lambda x, g: F.grid_sample(x, g, mode, padding, align)), (2, 3, 4, 5), (2, 3, 6, 2))
for mode in ("bilinear", "nearest"):
    record("Grid3_%s" % mode, fn(lambda x, g: F.grid_sample(x, g, mode, "reflection", False)), (2, 2, 3, 4, 5), (2, 2, 3, 2, 3))
for align in (False, True):
    record("AffineGrid2_%d" % align, fn(lambda t: F.affine_grid(t, (2, 3, 4, 5), align)), (2, 2, 3))
    record("AffineGrid3_%d" % align, fn(lambda t: F.affine_grid(t, (2, 1, 3, 4, 5), align)), (2, 3, 4))
# ---- blocks, shuffles, distances
record("Unfold", lambda: nn.Unfold((2, 3), dilation=(2, 1), padding=1, stride=2), (2, 3, 6, 7))
record("Fold", lambda: nn.Fold((6, 7), (2, 3), dilation=(2, 1), padding=1, stride=2), (2, 18, 12))
record("PixelShuffle", lambda: nn.PixelShuffle(2), (2, 8, 3, 4))
record("PixelUnshuffle", lambda: nn.PixelUnshuffle(2), (2, 2, 6, 4))
record("CosineSimilarity", lambda: nn.CosineSimilarity(), (4, 3), (4, 3))
record("PairwiseDistance", lambda: nn.PairwiseDistance(3, keepdim=True), (4, 3), (4, 3))
record("Pdist", fn(lambda x: F.pdist(x, 1.5)), (5, 3))
# ---- norms and activations
record("LocalResponseNorm", lambda: nn.LocalResponseNorm(3, alpha=0.3, k=2.0), (2, 5, 3, 4))
record("LocalResponseNorm1", lambda: nn.LocalResponseNorm(4, alpha=0.3), (2, 5, 6))
record("CrossMapLRN2d", lambda: nn.CrossMapLRN2d(4, alpha=0.3, k=2), (2, 2, 3, 4))
# With more channels PyTorch's own derivative is not that of its result: values only.
record("CrossMapLRN2dWide", fn(lambda x: nn.CrossMapLRN2d(4, alpha=0.3, k=2)(x.detach()) + 0 * x), (2, 5, 3, 4))
record("Hardswish", lambda: nn.Hardswish(), (4, 5))
record("Hardsigmoid", lambda: nn.Hardsigmoid(), (4, 5))
record("GumbelSoftmax", fn(lambda x: F.gumbel_softmax(x, tau=0.7, dim=1)), (4, 5))
record("GumbelSoftmaxHard", fn(lambda x: F.gumbel_softmax(x, tau=0.7, hard=True)), (4, 5))
# ---- bags
for mode in ("sum", "mean", "max"):
    record("EmbeddingBag_" + mode, lambda: nn.EmbeddingBag(7, 3, mode=mode, padding_idx=2), classes(7, 4, 5))
    record("EmbeddingBagOffsets_" + mode, lambda: nn.EmbeddingBag(7, 3, mode=mode), classes(7, 9), lambda: torch.tensor([0, 3, 3, 7]))
record("EmbeddingBagLast", lambda: nn.EmbeddingBag(7, 3, include_last_offset=True), classes(7, 9), lambda: torch.tensor([0, 3, 9]))
record("EmbeddingBagWeighted", lambda: nn.EmbeddingBag(7, 3, mode="sum"), classes(7, 4, 5), lambda: None, (4, 5))
# ---- losses
for r in ("none", "mean", "sum"):
    record("Hinge_" + r, lambda: nn.HingeEmbeddingLoss(0.7, reduction=r), (4, 3), signs(4, 3))
    record("Cosine_" + r, lambda: nn.CosineEmbeddingLoss(0.1, reduction=r), (4, 3), (4, 3), signs(4))
    record("Triplet_" + r, lambda: nn.TripletMarginLoss(0.7, swap=True, reduction=r), (4, 3), (4, 3), (4, 3))
    record("TripletDistance_" + r, lambda: nn.TripletMarginWithDistanceLoss(distance_function=lambda a, b: (a - b).abs().sum(1), reduction=r), (4, 3), (4, 3), (4, 3))
    record("MultiLabelMargin_" + r, lambda: nn.MultiLabelMarginLoss(reduction=r), (2, 4), lambda: torch.tensor([[3, 0, -1, 1], [2, -1, 0, 0]]))
    record("MultiLabelSoftMargin_" + r, lambda: nn.MultiLabelSoftMarginLoss(torch.tensor([0.5, 1.0, 2.0]), reduction=r), (4, 3), lambda: torch.randint(2, (4, 3)).float())
    record("SoftMargin_" + r, lambda: nn.SoftMarginLoss(reduction=r), (4, 3), signs(4, 3))
    record("MultiMargin_" + r, lambda: nn.MultiMarginLoss(2, 0.7, torch.tensor([0.5, 1.0, 2.0]), reduction=r), (4, 3), classes(3, 4))
    record("MultiMargin1_" + r, lambda: nn.MultiMarginLoss(reduction=r), (4, 3), classes(3, 4))
    record("MarginRanking_" + r, lambda: nn.MarginRankingLoss(0.3, reduction=r), (4,), (4,), signs(4))
    record("Poisson_" + r, lambda: nn.PoissonNLLLoss(full=True, reduction=r), (4, 3), lambda: torch.randint(5, (4, 3)).float())
    record("PoissonPlain_" + r, lambda: nn.PoissonNLLLoss(log_input=False, reduction=r), uniform(4, 3), lambda: torch.randint(5, (4, 3)).float())
    record("Gaussian_" + r, lambda: nn.GaussianNLLLoss(full=True, reduction=r), (4, 3), (4, 3), uniform(4, 1))
    record("CTC_" + r, lambda: nn.CTCLoss(reduction=r), lambda: torch.randn(9, 3, 5).log_softmax(2).requires_grad_(),
           lambda: torch.randint(1, 5, (3, 4)), lambda: torch.tensor([9, 8, 6]), lambda: torch.tensor([4, 3, 0]))
    record("CTCFlat_" + r, lambda: nn.CTCLoss(blank=2, reduction=r, zero_infinity=True), lambda: torch.randn(5, 2, 4).log_softmax(2).requires_grad_(),
           lambda: torch.tensor([0, 0, 1, 3, 3, 0, 0, 1]), lambda: torch.tensor([5, 4]), lambda: torch.tensor([3, 5]))


class Adaptive(nn.Module):
    def __init__(self):
        super().__init__()
        self.m = nn.AdaptiveLogSoftmaxWithLoss(8, 20, [4, 10, 15], div_value=2.0, head_bias=True)

    def forward(self, x, t):
        return self.m(x, t).output


record("Adaptive", Adaptive, (6, 8), lambda: torch.tensor([1, 5, 12, 19, 3, 11]))


class AdaptiveLog(Adaptive):
    def forward(self, x):
        return self.m.log_prob(x)


record("AdaptiveLogProb", AdaptiveLog, (6, 8))


class Packed(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        p = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([2, 5, 3]), enforce_sorted=False)
        y, _ = self.layer(p)
        return nn.utils.rnn.pad_packed_sequence(y, padding_value=0.5, total_length=6)[0]


record("PackedRNN", lambda: Packed(nn.RNN(3, 4, 2, nonlinearity="relu")), (5, 3, 3))
record("PackedLSTM", lambda: Packed(nn.LSTM(3, 4, 2, bidirectional=True, proj_size=2)), (5, 3, 3))
record("PackedGRU", lambda: Packed(nn.GRU(3, 4, bidirectional=True)), (5, 3, 3))
# ---- transposed convolutions
record("ConvTranspose1d", lambda: nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2, dilation=2), (2, 4, 5))
record("ConvTranspose3d", lambda: nn.ConvTranspose3d(2, 3, 2, stride=2, output_padding=1, dilation=2, bias=False), (1, 2, 2, 3, 2))


# ---- initialisation: the parameter itself is the result
def orthogonal(*shape):
    def make():
        t = torch.empty(*shape)
        nn.init.orthogonal_(t, 1.5)
        return t.requires_grad_()
    return make


record("Orthogonal", fn(lambda x: x * 1), orthogonal(4, 6))
record("OrthogonalTall", fn(lambda x: x * 1), orthogonal(5, 2, 1))
