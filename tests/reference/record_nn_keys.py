"""Records the keys and shapes of modules' state_dict() for tests/nn/round_trip_test.cpp.

Each line: a name, then key:shape for every entry. Run: record_nn_keys.py > nn_keys.txt
"""
import torch
from torch import nn

weight = torch.ones(3)
MODULES = {
    "Linear": nn.Linear(3, 2),
    "LinearPlain": nn.Linear(3, 2, bias=False),
    "Bilinear": nn.Bilinear(2, 3, 4),
    "Embedding": nn.Embedding(5, 3, padding_idx=1),
    "EmbeddingBag": nn.EmbeddingBag(5, 3),
    "Conv1d": nn.Conv1d(4, 6, 3, groups=2),
    "Conv2d": nn.Conv2d(2, 3, (3, 2), padding_mode="reflect", padding=1),
    "Conv3d": nn.Conv3d(1, 2, 2, bias=False),
    "ConvTranspose1d": nn.ConvTranspose1d(4, 2, 3),
    "ConvTranspose2d": nn.ConvTranspose2d(4, 6, 2, groups=2),
    "ConvTranspose3d": nn.ConvTranspose3d(1, 2, 2),
    "BatchNorm1d": nn.BatchNorm1d(3),
    "BatchNorm2d": nn.BatchNorm2d(3, affine=False),
    "BatchNorm3d": nn.BatchNorm3d(3, track_running_stats=False),
    "InstanceNorm1d": nn.InstanceNorm1d(3, affine=True, track_running_stats=True),
    "InstanceNorm2d": nn.InstanceNorm2d(3, affine=True),
    "InstanceNorm3d": nn.InstanceNorm3d(3),
    "LayerNorm": nn.LayerNorm([3, 4]),
    "GroupNorm": nn.GroupNorm(2, 4),
    "PReLU": nn.PReLU(3),
    "RNN": nn.RNN(3, 4, num_layers=2, nonlinearity="relu"),
    "LSTM": nn.LSTM(3, 4, num_layers=2, bidirectional=True, proj_size=2),
    "GRU": nn.GRU(3, 4, bias=False, batch_first=True),
    "RNNCell": nn.RNNCell(3, 4),
    "LSTMCell": nn.LSTMCell(3, 4),
    "GRUCell": nn.GRUCell(3, 4, bias=False),
    "MultiheadAttention": nn.MultiheadAttention(4, 2),
    "MultiheadAttentionOther": nn.MultiheadAttention(4, 2, kdim=3, vdim=5, add_bias_kv=True),
    "TransformerEncoderLayer": nn.TransformerEncoderLayer(4, 2, 6),
    "TransformerDecoderLayer": nn.TransformerDecoderLayer(4, 2, 6),
    "TransformerEncoder": nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6), 2, nn.LayerNorm(4)),
    "TransformerDecoder": nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6), 1),
    "Transformer": nn.Transformer(4, 2, 1, 1, 6),
    "AdaptiveLogSoftmaxWithLoss": nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], head_bias=True),
    "BCELoss": nn.BCELoss(weight),
    "BCEWithLogitsLoss": nn.BCEWithLogitsLoss(weight, pos_weight=weight),
    "CrossEntropyLoss": nn.CrossEntropyLoss(weight),
    "NLLLoss": nn.NLLLoss(weight),
    "MultiMarginLoss": nn.MultiMarginLoss(weight=weight),
    "MultiLabelSoftMarginLoss": nn.MultiLabelSoftMarginLoss(weight),
    "Sequential": nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 1))),
}

for name, module in MODULES.items():
    entries = [f"{k}:{','.join(map(str, t.shape))}" for k, t in module.state_dict().items()]
    print(name, *entries)
