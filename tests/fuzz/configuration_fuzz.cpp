// Any text is a configuration or gives one line: LAMMPS data and dump, extended XYZ, NIST sample, told by the corpus.
#include <algorithm>
#include <cstdint>
#include <string>

#include "allocation_limit.hpp"
#include "one_line.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_mixture.hpp"
#include "soret/common/files/configuration_writers.hpp"

namespace {

using namespace soret;
using namespace soret::fuzz;

const Mixture& mixture() {
    static const Mixture named = [] {
        MixtureParameters parameters = lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5);
        parameters.names = {"Ar", "Kr"};
        return Mixture(parameters);
    }();
    return named;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const AllocationLimit limit(size);
    std::string text(reinterpret_cast<const char*>(bytes), size);
    // read_text_file() lets no control characters through.
    for (char& c : text) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) c = ' ';
    }
    one_line_or([&] {
        const ConfigurationFile file =
            parse_configuration(text, "fuzz", ReadingOptions{.units_as_is = true}.of(mixture()));
        check_configuration(file, mixture());
        check_state(file.state, mixture());
        must(!described(file).empty());
        const bool near =
            std::max({std::abs(file.state.origin.x), std::abs(file.state.origin.y), std::abs(file.state.origin.z)}) <
                256.0 &&
            file.state.box.edges().x < 256.0 && file.state.box.edges().y < 256.0 && file.state.box.edges().z < 256.0;
        if (!near) return;
        const State written = file.state.sorted_by_id();
        for (const std::string& again :
             {lammps_data_text(written, {1.0, 1.0}, mixture().names()), lammps_dump_text(written, 0),
              extended_xyz_text(written, 0, mixture().names())}) {
            const State state = parse_configuration(again, "again", ReadingOptions{}.of(mixture())).state;
            must(state.position == written.position && state.species == written.species && state.id == written.id);
            must(state.image == written.image && state.box == written.box && state.velocity == written.velocity);
        }
    });
    one_line_or([&] { mixture_of(parse_configuration(text, "fuzz", {.frame = 0, .names_from_file = true})); });
    return 0;
}
