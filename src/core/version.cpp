#include "facula/version.h"

namespace facula {

const char* version() noexcept { return FACULA_VERSION; }

}  // namespace facula
