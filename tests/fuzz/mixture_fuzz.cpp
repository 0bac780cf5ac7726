// Any text is a mixture or gives one line; a mixture that is written reads back the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "allocation_limit.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const soret::fuzz::AllocationLimit limit(size);
    using namespace soret;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto mixture_in = [](const std::string& toml) {
        TomlTable file = TomlTable::parse(toml, "fuzz");
        TomlTable table = file.table("mixture");
        file.finish();
        return mixture_from(std::move(table));
    };
    try {
        const Mixture mixture = mixture_in(text);
        if (!(mixture_in(to_toml(mixture)) == mixture)) std::abort();
        if (described(mixture).empty()) std::abort();
        weak_attraction(mixture);
    } catch (const InvalidInput&) {
        return 0;
    }
    return 0;
}
