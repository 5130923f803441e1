// torch::optim and torch::data: names of classes, options, states and methods.
#include "compat/surface.h"

namespace {

using namespace torch::optim;

HAS_OPTIONS(SGDOptions, lr, momentum, dampening, weight_decay, nesterov);
HAS_OPTIONS(AdamOptions, lr, betas, eps, weight_decay, amsgrad);
HAS_OPTIONS(AdamWOptions, lr, betas, eps, weight_decay, amsgrad);
HAS_OPTIONS(AdagradOptions, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
HAS_OPTIONS(RMSpropOptions, lr, alpha, eps, weight_decay, momentum, centered);
HAS_OPTIONS(LBFGSOptions, lr, max_iter, max_eval, tolerance_grad, tolerance_change, history_size,
            line_search_fn);
HAS_OPTIONS(SGDParamState, momentum_buffer);
HAS_OPTIONS(AdamParamState, step, exp_avg, exp_avg_sq, max_exp_avg_sq);
HAS_OPTIONS(AdamWParamState, step, exp_avg, exp_avg_sq, max_exp_avg_sq);
HAS_OPTIONS(AdagradParamState, sum, step);
HAS_OPTIONS(RMSpropParamState, step, square_avg, momentum_buffer, grad_avg);
HAS_OPTIONS(LBFGSParamState, func_evals, n_iter, t, prev_loss, d, H_diag, prev_flat_grad, old_dirs, old_stps,
            ro, al);
static_assert(
    std::is_same_v<std::decay_t<decltype(std::declval<AdamOptions&>().betas())>, std::tuple<double, double>>);
static_assert(
    std::is_same_v<std::decay_t<decltype(std::declval<LBFGSOptions&>().max_eval())>, c10::optional<int64_t>>);
static_assert(std::is_same_v<std::decay_t<decltype(std::declval<LBFGSOptions&>().line_search_fn())>,
                             c10::optional<std::string>>);

HAS_MEMBERS(Optimizer, zero_grad, state, param_groups, step, size, add_parameters, defaults, add_param_group,
            parameters, save, load, LossClosure);
static_assert(std::is_same_v<Optimizer::LossClosure, std::function<torch::Tensor()>>);
HAS_MEMBERS(OptimizerOptions, clone, serialize, get_lr, set_lr);
HAS_MEMBERS(OptimizerCloneableOptions<SGDOptions>, clone);
HAS_MEMBERS(OptimizerParamGroup, params, options, has_options, set_options);
HAS_MEMBERS(OptimizerParamState, clone, serialize);
HAS_MEMBERS(OptimizerCloneableParamState<SGDParamState>, clone);
HAS_MEMBERS(LRScheduler, step);
static_assert(std::is_constructible_v<StepLR, SGD&, unsigned> &&
              std::is_constructible_v<StepLR, SGD&, unsigned, double>);
#define OPTIMIZER(name)                                                                                     \
  static_assert(std::is_base_of_v<Optimizer, name> && std::is_base_of_v<OptimizerOptions, name##Options> && \
                std::is_base_of_v<OptimizerParamState, name##ParamState>);
FACULA_EACH(OPTIMIZER, SGD, Adam, AdamW, Adagrad, RMSprop, LBFGS)

namespace d = torch::data;
namespace datasets = d::datasets;

struct Numbers : datasets::Dataset<Numbers, int> {
  int get(size_t) override { return 1; }
  c10::optional<size_t> size() const override { return 1; }
};
struct Reader : datasets::ChunkDataReader<int> {
  std::vector<int> read_chunk(size_t) override { return {}; }
  size_t chunk_count() override { return 1; }
  void reset() override {}
};
using Samplers = d::samplers::RandomSampler;
using Chunks = datasets::ChunkDataset<Reader, Samplers, Samplers>;
using Loader = d::StatelessDataLoader<Numbers, Samplers>;
using StatefulLoader = d::StatefulDataLoader<datasets::SharedBatchDataset<Chunks>>;
using Mapped = datasets::MapDataset<Numbers, d::transforms::Lambda<int>>;

HAS_MEMBERS(Loader, begin, end, join, options);
HAS_MEMBERS(StatefulLoader, begin, end, join, options);
HAS_OPTIONS(d::DataLoaderOptions, batch_size, workers, max_jobs, timeout, enforce_ordering, drop_last);
HAS_MEMBERS(d::FullDataLoaderOptions, batch_size, workers, max_jobs, timeout, enforce_ordering, drop_last);
HAS_MEMBERS(d::Example<>, data, target, DataType, TargetType);
using Untargeted = d::Example<torch::Tensor, d::example::NoTarget>;
HAS_MEMBERS(Untargeted, data, DataType, TargetType);
HAS_MEMBERS(d::Iterator<int>, operator++, operator*, operator->, operator==, operator!=, difference_type,
            value_type, pointer, reference, iterator_category);
HAS_MEMBERS(d::WorkerException, what, original_exception, message);
HAS_MEMBERS(Numbers, get_batch, size, map, is_stateful, SelfType, BatchType, BatchRequestType, get,
            ExampleType);
HAS_MEMBERS(Reader, read_chunk, chunk_count, reset, ChunkType, ExampleType);
HAS_MEMBERS(Chunks, get_batch, reset, size, chunk_sampler, save, load, BatchType, UnwrappedBatchType,
            BatchRequestType, ChunkSamplerType, ExampleSamplerType);
HAS_OPTIONS(datasets::ChunkDatasetOptions, preloader_count, batch_size, cache_size,
            cross_chunk_shuffle_count);
HAS_MEMBERS(datasets::MNIST, get, size, is_train, images, targets, Mode);
HAS_MEMBERS(Mapped, get_batch, size, reset, dataset, transform, DatasetType, TransformType, BatchRequestType,
            OutputBatchType);
HAS_MEMBERS(datasets::SharedBatchDataset<Numbers>, get_batch, size, operator*, operator->, reset, BatchType,
            BatchRequestType);
HAS_MEMBERS(datasets::TensorDataset, get, size, tensor);
using Buffer = datasets::detail::BatchDataBuffer<std::vector<int>, Samplers>;
HAS_MEMBERS(Buffer, get_batch, add_chunk_data, stop, UnwrappedBatchType, BatchType, BatchRequestType);
HAS_MEMBERS(Buffer::UnwrappedBatchData, batch_data, exception);
using Shuttle = d::detail::DataShuttle<int, int>;
HAS_MEMBERS(Shuttle, push_job, push_result, pop_job, pop_result, drain, in_flight_jobs);
HAS_MEMBERS(d::detail::Queue<int>, push, pop, clear);
HAS_MEMBERS(d::detail::sequencers::NoSequencer<int>, next);
HAS_MEMBERS(d::detail::sequencers::OrderedSequencer<int>, next, buffer, next_sequence_number_, buffer_);
HAS_MEMBERS(d::detail::sequencers::Sequencer<int>, next, ResultProducer);
namespace s = d::samplers;
HAS_MEMBERS(s::BatchSize, size, operator size_t, size_);
HAS_MEMBERS(s::CustomBatchRequest, size);
HAS_MEMBERS(s::DistributedRandomSampler, reset, next, save, load, index, set_epoch, epoch);
HAS_MEMBERS(s::DistributedSampler<>, set_epoch, epoch);
HAS_MEMBERS(s::DistributedSequentialSampler, reset, next, save, load, index);
HAS_MEMBERS(s::RandomSampler, reset, next, save, load, index);
HAS_MEMBERS(s::Sampler<>, reset, next, save, load, BatchRequestType);
HAS_MEMBERS(s::SequentialSampler, reset, next, save, load, index);
HAS_MEMBERS(s::StreamSampler, reset, next, save, load);
namespace t = d::transforms;
using BatchLambda = t::BatchLambda<std::vector<int>, int>;
using BatchTransform = t::BatchTransform<std::vector<int>, int>;
using Transform = t::Transform<int, int>;
HAS_MEMBERS(BatchLambda, apply_batch, FunctionType);
HAS_MEMBERS(BatchTransform, apply_batch, InputBatchType, OutputBatchType);
HAS_MEMBERS(t::Lambda<int>, apply, FunctionType);
HAS_MEMBERS(t::Normalize<>, operator(), mean, stddev);
HAS_MEMBERS(t::Stack<>, apply_batch);
HAS_MEMBERS(t::TensorLambda<>, operator(), FunctionType);
HAS_MEMBERS(t::TensorTransform<>, operator(), apply, E);
HAS_MEMBERS(Transform, apply, apply_batch, InputType, OutputType);
namespace functions {
using d::make_data_loader, datasets::make_shared_dataset;
}

}  // namespace
