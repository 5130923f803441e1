// Trains MyVGG on MNIST and shows how well it reads: accuracy, confusion matrix, checkpoint and pictures.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "report.h"

namespace {

void run(const Settings& s) {
  const facula::Device device(s.device);
  if (s.threads) facula::set_num_threads(s.threads);
  facula::manual_seed(s.seed);
  const Digits digits = load_digits(s.data, s.seed);
  std::cout << "data: " << digits.source << " (" << digits.train.images().size(0) << " + "
            << digits.test.images().size(0) << " images)\n";
  prepare_folder(s.out);
  MyVgg model;
  model->to(device);
  int64_t parameters = 0;
  for (const auto& p : model->parameters()) parameters += p.numel();
  std::cout << "model: MyVGG, " << parameters << " parameters; " << s.device << ", "
            << facula::get_num_threads() << " threads\n";

  const Result result = train(model, digits, s);

  const std::string checkpoint = s.out + "/mnist_cnn.pt";
  facula::save(model, checkpoint);
  print_confusion(result.confusion);
  std::cout << "checkpoint: " << checkpoint << " (a state_dict that Python's torch.load reads)\n";
  write_pictures(s.out, model, digits, result);
  std::printf("test accuracy: %.4f\n", result.accuracy);
}

void add_options(CLI::App& app, Settings& s) {
  app.option_defaults()->take_last();
  app.add_option("--epochs", s.epochs, "passes over the training set")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--batch-size", s.batch_size, "images per step")
      ->check(CLI::Range(int64_t{1}, int64_t{60000}))
      ->capture_default_str();
  app.add_option("--lr", s.lr, "learning rate of Adam")->check(CLI::Range(1e-12, 1e3))->capture_default_str();
  app.add_option("--seed", s.seed, "seed of weights, order and drawn digits")->capture_default_str();
  app.add_option("--threads", s.threads, "CPU threads; 0: all")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_option("--device", s.device, "cpu, cuda or cuda:N")->capture_default_str();
  app.add_option("--data", s.data,
                 "folder with the MNIST files; without it $FACULA_DATA, ./data and the cache are tried");
  app.add_option("--out", s.out, "folder for the checkpoint and the pictures")->capture_default_str();
  app.add_option("--workers", s.workers, "threads that load data; 0: none")
      ->check(CLI::Range(size_t{0}, size_t{256}))
      ->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  Settings s;
  CLI::App app{
      "Trains MyVGG, a small convolutional network, on MNIST with Facula.\n"
      "Prints the test accuracy and the confusion matrix; writes a checkpoint that Python's torch.load "
      "reads,\n"
      "and pictures of the loss, of predictions and of the first layer's filters."};
  add_options(app, s);
  try {
    app.parse(argc, argv);
    run(s);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help
    std::cerr << "mnist_cnn: " << e.what() << " (--help lists the options)\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "mnist_cnn: " << e.what() << "\n";
    return 1;
  }
  return 0;
}
