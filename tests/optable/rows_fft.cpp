#include "facula/ops/creation.h"
#include "facula/ops/fft.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

const std::vector<ScalarType> kTypes = {kFloat, kDouble, kComplexFloat, kComplexDouble};

Row& add(std::vector<Row>& rows, std::string name, std::string python, Function f,
         std::vector<Sample> samples) {
  rows.push_back(
      Row{std::move(name), std::move(python), std::move(f), std::move(samples)}.types(kTypes).tolerance(
          5e-5, 1e-10));
  return rows.back();
}

using OneDim = Tensor (*)(const Tensor&, std::optional<int64_t>, int64_t, fft::Norm);
using TwoDims = Tensor (*)(const Tensor&, OptionalIntArrayRef, IntArrayRef, fft::Norm);
using ManyDims = Tensor (*)(const Tensor&, OptionalIntArrayRef, OptionalIntArrayRef, fft::Norm);

struct Family {
  const char* name;
  OneDim one;
  TwoDims two;
  ManyDims many;
  bool real_input;
};

void add_family(std::vector<Row>& rows, const Family& f) {
  const std::string name = f.name;
  const auto real = [&](Row& r) {
    if (f.real_input) r.types({kFloat, kDouble});
  };
  real(add(rows, "fft_" + name, "torch.fft." + name + "(x[0])",
           [f](const variable_list& x) { return variable_list{f.one(x[0], std::nullopt, -1, std::nullopt)}; },
           {{Input({2})}, {Input({5})}, {Input({2, 12})}, {Input({0, 4})}, {Input({7})}, {Input({17})}}));
  real(add(rows, "fft_" + name + "_cut",
           "(torch.fft." + name + "(x[0], 4, 0, 'ortho'), torch.fft." + name +
               "(x[0], 3, -1, 'forward'), torch.fft." + name + "(x[0], 7, 1, 'backward'))",
           [f](const variable_list& x) {
             return variable_list{f.one(x[0], 4, 0, "ortho"), f.one(x[0], 3, -1, "forward"),
                                  f.one(x[0], 7, 1, "backward")};
           },
           {{Input({5, 5})}, {Input({2, 3})}}));
  real(add(rows, "fft_" + name + "2", "torch.fft." + name + "2(x[0], (4, 3))",
           [f](const variable_list& x) {
             return variable_list{f.two(x[0], IntArrayRef({4, 3}), {-2, -1}, std::nullopt)};
           },
           {{Input({2, 3, 4})}}));
  real(add(rows, "fft_" + name + "n", "torch.fft." + name + "n(x[0], norm='ortho')",
           [f](const variable_list& x) {
             return variable_list{f.many(x[0], std::nullopt, std::nullopt, "ortho")};
           },
           {{Input({2, 3, 4})}, {Input({3, 2})}}));
  real(add(rows, "fft_" + name + "n_dims", "torch.fft." + name + "n(x[0], dim=(0, 2))",
           [f](const variable_list& x) {
             return variable_list{f.many(x[0], std::nullopt, IntArrayRef({0, 2}), std::nullopt)};
           },
           {{Input({2, 3, 4})}}));
}

}  // namespace

void add_fft_rows(std::vector<Row>& rows) {
  for (const Family& f : {Family{"fft", fft::fft, fft::fft2, fft::fftn, false},
                          {"ifft", fft::ifft, fft::ifft2, fft::ifftn, false},
                          {"rfft", fft::rfft, fft::rfft2, fft::rfftn, true},
                          {"irfft", fft::irfft, fft::irfft2, fft::irfftn, false},
                          {"hfft", fft::hfft, fft::hfft2, fft::hfftn, false},
                          {"ihfft", fft::ihfft, fft::ihfft2, fft::ihfftn, true}})
    add_family(rows, f);
  add(rows, "fft_out", "torch.fft.fft(x[0], norm='ortho')",
      FACULA_ROW_CALL(fft::fft(x[0], std::nullopt, -1, "ortho")), {{Input({2, 3})}})
      .out_form([](variable_list& o, const variable_list& x) {
        fft_fft_out(o[0], x[0], std::nullopt, -1, "ortho");
      });
  add(rows, "fftshift", "(torch.fft.fftshift(x[0]), torch.fft.ifftshift(x[0], 1))",
      FACULA_ROW_CALL(fft::fftshift(x[0]), fft::ifftshift(x[0], IntArrayRef({1}))), {{Input({4, 5})}});
  rows.push_back(Row{
      "fftfreq",
      "(torch.fft.fftfreq(5), torch.fft.fftfreq(4, 0.5), torch.fft.rfftfreq(5), "
      "torch.fft.rfftfreq(6, 2.0))",
      [](const variable_list&) {
        return variable_list{fft::fftfreq(5), fft::fftfreq(4, 0.5), fft::rfftfreq(5), fft::rfftfreq(6, 2.0)};
      },
      {{Input({1})}}}.types({kFloat})
                     .no_gradient("no inputs"));
  add(rows, "stft", "torch.stft(x[0], 4, 2, 3, x[1], return_complex=True)",
      FACULA_ROW_CALL(x[0].stft(4, 2, 3, x[1], true, "reflect", false, std::nullopt, true)),
      {{Input({10}), Input({3})}, {Input({2, 9}), Input({3})}})
      .types({kFloat, kDouble});
  add(rows, "stft_plain",
      "torch.stft(x[0], 5, center=False, normalized=True, onesided=False, return_complex=False)",
      FACULA_ROW_CALL(x[0].stft(5, std::nullopt, std::nullopt, {}, false, "reflect", true, false, false)),
      {{Input({11})}})
      .types({kFloat, kDouble});
  add(rows, "stft_complex", "torch.stft(x[0], 4, 1, center=True, pad_mode='constant', return_complex=True)",
      FACULA_ROW_CALL(x[0].stft(4, 1, std::nullopt, {}, true, "constant", false, std::nullopt, true)),
      {{Input({6})}})
      .types({kComplexFloat, kComplexDouble});
  add(rows, "istft",
      "torch.istft(x[0], 4, 2, window=torch.hann_window(4, dtype=x[0].real.dtype) + 0.1, length=9)",
      [](const variable_list& x) {
        Tensor w = zeros({4}, TensorOptions(toRealValueType(x[0].scalar_type())));
        const double hann[] = {0.1, 0.6, 1.1, 0.6};
        for (int64_t i = 0; i < 4; ++i) w[i].fill_(hann[i]);
        return variable_list{x[0].istft(4, 2, std::nullopt, w, true, false, std::nullopt, 9)};
      },
      {{Input({3, 5})}, {Input({2, 3, 6})}})
      .types({kComplexFloat, kComplexDouble});
}

}  // namespace facula::optable
