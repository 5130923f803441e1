#include "kernels/scan.h"

namespace facula::kernels {

constinit ScanSlot cumsum("cumsum_out");
constinit ScanSlot cumprod("cumprod_out");
constinit ScanSlot logcumsumexp("logcumsumexp_out");
constinit ArgScanSlot cummax("cummax");
constinit ArgScanSlot cummin("cummin");

}  // namespace facula::kernels
