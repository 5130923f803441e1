// A variational autoencoder (Kingma, Welling 2013) on 12 x 12 pictures of a bright disc, printing the bound and its two parts.
#include <torch/torch.h>

#include <cstdio>
#include <tuple>

struct VaeImpl : torch::nn::Module {
  VaeImpl(int64_t pixels, int64_t hidden, int64_t latent)
      : encoder(register_module("encoder", torch::nn::Sequential(torch::nn::Linear(pixels, hidden),
                                                                 torch::nn::Functional(torch::tanh)))),
        mean(register_module("mean", torch::nn::Linear(hidden, latent))),
        log_variance(register_module("log_variance", torch::nn::Linear(hidden, latent))),
        decoder(register_module(
            "decoder", torch::nn::Sequential(torch::nn::Linear(latent, hidden),
                                             torch::nn::ELU(torch::nn::ELUOptions().alpha(0.7)),
                                             torch::nn::Linear(hidden, pixels), torch::nn::Sigmoid()))) {}
  std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    const auto h = encoder->forward(x);
    const auto mu = mean(h), logvar = log_variance(h);
    auto z = mu;
    if (is_training()) z = mu + torch::exp(logvar * 0.5) * torch::randn_like(mu);
    return std::make_tuple(decoder->forward(z), mu, logvar);
  }
  torch::nn::Sequential encoder;
  torch::nn::Linear mean, log_variance;
  torch::nn::Sequential decoder;
};
TORCH_MODULE(Vae);

static torch::Tensor discs(int64_t n) {
  const auto centre = torch::rand({n, 2, 1, 1}) * 6 + 3;
  const auto radius = torch::empty({n, 1, 1}).uniform_(1.5, 3);
  const auto axis = torch::arange(12, torch::kFloat32);
  const auto rows = axis.view({1, 12, 1}) - centre.select(1, 0),
             columns = axis.view({1, 1, 12}) - centre.select(1, 1);
  return torch::sigmoid((radius - (rows.square() + columns.square()).sqrt()) * 3).view({n, 144});
}

int main() {
  torch::manual_seed(5);
  Vae model(144, 48, 4);
  torch::optim::Adam optimizer(model->parameters(),
                               torch::optim::AdamOptions(3e-3).betas(std::make_tuple(0.9, 0.99)));
  for (int step = 1; step <= 30; ++step) {
    const auto x = discs(32);
    torch::Tensor y, mu, logvar;
    std::tie(y, mu, logvar) = model->forward(x);
    const auto reconstruction = torch::binary_cross_entropy(y, x, {}, torch::Reduction::Sum) / x.size(0);
    const auto divergence = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum() / x.size(0);
    const auto loss = reconstruction + divergence;
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    std::printf("step %d loss %.7g = %.6g + %.5g\n", step, loss.item<float>(), reconstruction.item<float>(),
                divergence.item<float>());
  }
  model->eval();
  torch::NoGradGuard no_grad;
  const auto x = discs(8);
  std::printf("error %.6g\n",
              torch::nn::functional::mse_loss(std::get<0>(model->forward(x)), x).item<double>());
  std::printf("sample %.6g\n", model->decoder->forward(torch::randn({4, 4})).mean().item<double>());
}
