// Any packed file is unpacked within its limit or gives one line.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "soret/common/errors.hpp"
#include "soret/common/files/compressed_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace soret;
    const std::string content(reinterpret_cast<const char*>(bytes), size);
    if (!is_compressed(content)) return 0;
    try {
        if (unpacked(content).size() > largest_expansion * size + largest_unpacked_start) std::abort();
    } catch (const InvalidInput&) {
        return 0;
    }
    return 0;
}
