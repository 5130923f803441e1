// Module, holders, AnyModule, containers, serialization: names, and what a program writes to use them.
#include "compat/surface.h"

namespace {

using namespace torch::nn;

HAS_MEMBERS(Module, register_module, parameters, as, to, named_parameters, eval, register_parameter,
            register_buffer, name, named_children, named_buffers, buffers, is_training, apply, children,
            modules, zero_grad, named_modules, train, replace_module, unregister_module, clone, pretty_print,
            save, load, is_serializable);
struct Part : Cloneable<Part> {
  void reset() override {}
};
HAS_MEMBERS(Part, reset, clone);
HAS_MEMBERS(ModuleHolder<LinearImpl>, operator->, operator*, operator(), operator[], ptr, get, is_empty);
HAS_MEMBERS(AnyModule, operator=, clone, any_forward, forward, get, ptr, type_info, is_empty);
HAS_MEMBERS(AnyValue, operator=, try_get, get, type_info);
HAS_MEMBERS(NamedAnyModule, name, module);
HAS_MEMBERS(SequentialImpl, clone, reset, pretty_print, forward, push_back, extend, begin, end, at,
            ptr, operator[], size, is_empty);
HAS_MEMBERS(ModuleListImpl, clone, reset, pretty_print, push_back, extend, begin, end, at, ptr, operator[],
            size, is_empty, insert);
HAS_MEMBERS(ModuleDictImpl, items, keys, values, begin, end, size, empty, contains, clear, clone, reset,
            pretty_print, operator[], at, pop, update);
HAS_MEMBERS(ParameterListImpl, reset, pretty_print, append, extend, begin, end, at, operator[], size,
            is_empty, operator+=);
HAS_MEMBERS(ParameterDictImpl, reset, pretty_print, insert, pop, keys, values, begin, end, size, empty,
            update, clear, contains, get, operator[]);
HAS_MEMBERS(FunctionalImpl, reset, pretty_print, forward, operator(), is_serializable);

namespace serialize_names {
using torch::save, torch::load, torch::pickle_save, torch::pickle_load;
}

}  // namespace
