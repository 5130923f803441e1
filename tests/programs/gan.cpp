// A generative adversarial network of convolutions (Radford et al. 2015) on 8 x 8 pictures of a bar; both losses per step.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

using namespace torch;

static nn::Sequential make_generator(int64_t noise) {
  return nn::Sequential(
      nn::ConvTranspose2d(nn::ConvTranspose2dOptions(noise, 16, 2).bias(false)), nn::BatchNorm2d(16),
      nn::ReLU(), nn::ConvTranspose2d(nn::ConvTranspose2dOptions(16, 8, 4).stride(2).padding(1).bias(false)),
      nn::BatchNorm2d(8), nn::ReLU(),
      nn::ConvTranspose2d(nn::ConvTranspose2dOptions(8, 1, 4).stride(2).padding(1)), nn::Tanh());
}

static nn::Sequential make_discriminator() {
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(1, 8, 4).stride(2).padding(1).bias(false)),
                        nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
                        nn::Conv2d(nn::Conv2dOptions(8, 16, 4).stride(2).padding(1).bias(false)),
                        nn::BatchNorm2d(16), nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
                        nn::Conv2d(nn::Conv2dOptions(16, 1, 2)), nn::Flatten(), nn::Sigmoid());
}

static void initialise(nn::Module& module) {
  NoGradGuard no_grad;
  if (auto* c = module.as<nn::Conv2d>()) {
    c->weight.normal_(0.0, 0.05);
  } else if (auto* t = module.as<nn::ConvTranspose2d>()) {
    t->weight.normal_(0.0, 0.05);
  } else if (auto* b = module.as<nn::BatchNorm2d>()) {
    nn::init::normal_(b->weight, 1.0, 0.02);
    nn::init::zeros_(b->bias);
  }
}

static Tensor bars(int64_t n) {
  const auto where = torch::randint(0, 8, {n}, kLong);
  const auto row = nn::functional::one_hot(where, 8).to(kFloat).unsqueeze(2).expand({n, 8, 8});
  const auto upright = torch::rand({n, 1, 1}).lt(0.5);
  return (torch::where(upright, row, row.transpose(1, 2)) * 1.8 - 0.9).unsqueeze(1);
}

int main() {
  manual_seed(6);
  const int64_t noise = 8, batch = 16;
  auto generator = make_generator(noise);
  auto discriminator = make_discriminator();
  generator->apply(initialise);
  discriminator->apply(initialise);
  std::cout << discriminator << "\n";
  optim::Adam g_optimizer(generator->parameters(), optim::AdamOptions(2e-3).betas({0.5, 0.999}));
  optim::Adam d_optimizer(discriminator->parameters(), optim::AdamOptions(1e-3).betas({0.5, 0.999}));

  for (int step = 1; step <= 20; ++step) {
    discriminator->zero_grad();
    const Tensor real = bars(batch);
    const Tensor real_labels = torch::empty({batch, 1}).uniform_(0.8, 1.0);
    const Tensor d_real = binary_cross_entropy(discriminator->forward(real), real_labels);
    d_real.backward();
    const Tensor fake = generator->forward(torch::randn({batch, noise, 1, 1}));
    const Tensor d_fake =
        binary_cross_entropy(discriminator->forward(fake.detach()), torch::zeros({batch, 1}));
    d_fake.backward();
    d_optimizer.step();

    generator->zero_grad();
    const Tensor g_loss = binary_cross_entropy(discriminator->forward(fake), torch::ones({batch, 1}));
    g_loss.backward();
    g_optimizer.step();
    std::printf("step %d D %.6g G %.6g\n", step, (d_real + d_fake).item<float>(), g_loss.item<float>());
  }
  std::cout << generator->forward(torch::randn({3, noise, 1, 1})).sizes() << std::endl;
}
