#include "soret/common/order_independent_sum.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

WideQuanta checked_quanta(const OrderIndependentTotal& sum, std::string_view name) {
    if (!sum.in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
    return sum.quanta();
}

}  // namespace soret
