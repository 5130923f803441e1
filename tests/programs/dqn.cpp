// Deep Q-learning (Mnih et al. 2015) of a pole on a cart: replay memory, target network, epsilon-greedy actions.
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

// The cart and pole of Barto, Sutton and Anderson (1983), by Euler steps of 0.02 s.
class CartPole {
 public:
  using State = std::array<float, 4>;
  State reset() {
    const auto start = torch::empty(4, torch::kDouble).uniform_(-0.05, 0.05);
    for (int i = 0; i < 4; ++i) s_[i] = start[i].item<double>();
    return state();
  }
  State state() const {
    return {static_cast<float>(s_[0]), static_cast<float>(s_[1]), static_cast<float>(s_[2]),
            static_cast<float>(s_[3])};
  }
  // False once the pole has fallen or the cart has left the track.
  bool step(int64_t action) {
    const double force = action == 1 ? 10 : -10, sine = std::sin(s_[2]), cosine = std::cos(s_[2]);
    const double push = (force + 0.05 * s_[3] * s_[3] * sine) / 1.1;
    const double angular = (9.8 * sine - cosine * push) / (0.5 * (4.0 / 3 - 0.1 * cosine * cosine / 1.1));
    const double linear = push - 0.05 * angular * cosine / 1.1;
    s_[0] += 0.02 * s_[1];
    s_[1] += 0.02 * linear;
    s_[2] += 0.02 * s_[3];
    s_[3] += 0.02 * angular;
    return std::abs(s_[0]) <= 2.4 && std::abs(s_[2]) <= 0.2095;
  }

 private:
  double s_[4] = {};
};

struct QNet : torch::nn::Cloneable<QNet> {
  QNet() { reset(); }
  void reset() override {
    body = register_module("body", torch::nn::Sequential(torch::nn::Linear(4, 32), torch::nn::ReLU(),
                                                         torch::nn::Linear(32, 32), torch::nn::ReLU()));
    value = register_module("value", torch::nn::Linear(32, 1));
    advantage = register_module("advantage", torch::nn::Linear(torch::nn::LinearOptions(32, 2).bias(false)));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = body->forward(x);
    const auto a = advantage(x);
    return value(x) + a - a.mean(-1, /*keepdim=*/true);
  }
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear value{nullptr}, advantage{nullptr};
};

struct Transition {
  CartPole::State from, to;
  int64_t action;
  bool alive;
};

int main() {
  torch::manual_seed(10);
  const double gamma = 0.95;
  const int64_t batch = 32;
  auto policy = std::make_shared<QNet>();
  auto target = std::dynamic_pointer_cast<QNet>(policy->clone());
  for (auto& p : target->parameters()) p.set_requires_grad(false);
  torch::optim::Adam optimizer(policy->parameters(), 1e-3);
  std::vector<Transition> memory;
  CartPole game;
  auto state = game.reset();
  int games = 1;
  for (int step = 0; step < 160; ++step) {
    const double epsilon = 0.05 + 0.85 * std::exp(-step / 60.0);
    int64_t action;
    if (torch::rand({1}).item<double>() < epsilon) {
      action = torch::randint(2, {1}).item<int64_t>();
    } else {
      torch::NoGradGuard no_grad;
      action = policy->forward(torch::from_blob(state.data(), {1, 4}).clone()).argmax(1).item<int64_t>();
    }
    const bool alive = game.step(action);
    memory.push_back({state, game.state(), action, alive});
    state = alive ? game.state() : game.reset();
    games += !alive;
    if (memory.size() < 100) continue;

    const auto picked = torch::randint(static_cast<int64_t>(memory.size()), {batch}, torch::kInt64);
    auto from = torch::empty({batch, 4}), to = torch::empty({batch, 4}),
         alive_mask = torch::empty({batch}, torch::kBool);
    auto actions = torch::empty({batch, 1}, torch::kInt64);
    for (int64_t i = 0; i < batch; ++i) {
      auto& t = memory[static_cast<size_t>(picked[i].item<int64_t>())];
      from[i] = torch::from_blob(t.from.data(), {4});
      to[i] = torch::tensor(at::ArrayRef<float>(t.to));
      actions[i][0] = t.action;
      alive_mask[i] = t.alive;
    }
    const auto q = policy->forward(from).gather(1, actions).squeeze(1);
    const auto next = std::get<0>(target->forward(to).max(1)).masked_fill(alive_mask.logical_not(), 0);
    const auto loss = torch::smooth_l1_loss(q, (1 + gamma * next).detach());
    optimizer.zero_grad();
    loss.backward();
    for (auto& p : policy->parameters()) p.mutable_grad().clamp_(-1, 1);
    optimizer.step();
    if (step % 10 == 0) {
      torch::NoGradGuard no_grad;
      auto mine = policy->named_parameters();
      for (auto& p : target->named_parameters()) p.value().copy_(mine[p.key()]);
    }
    if (step % 2 == 0)
      std::printf("step %d loss %.7g mean %.6g games %d\n", step, loss.item<float>(), q.mean().item<float>(),
                  games);
  }
}
