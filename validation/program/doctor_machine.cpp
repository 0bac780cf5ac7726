#include "soret/validation/program/doctor_machine.hpp"

#include <sys/sysinfo.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>
#include <Eigen/Core>
#include <boost/version.hpp>

#include "soret/common/execution.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/usable_cores.hpp"
#include "soret/validation/program/memory.hpp"

namespace soret {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t written_mebibytes = 64;

std::string processor_model() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

nlohmann::json memory_json() {
    struct sysinfo info {};
    nlohmann::json json{{"total_bytes", nullptr}, {"free_bytes", nullptr}};
    if (::sysinfo(&info) == 0) json["total_bytes"] = std::uint64_t{info.totalram} * info.mem_unit;
    if (const auto free = free_memory()) json["free_bytes"] = *free;
    return json;
}

std::string c_library() {
    std::array<char, 64> name{};
#ifdef _CS_GNU_LIBC_VERSION
    ::confstr(_CS_GNU_LIBC_VERSION, name.data(), name.size());
#endif
    return name.front() == '\0' ? "unknown" : name.data();
}

nlohmann::json libraries_json() {
    return {{"Eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
            {"Boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
            {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
            {"nlohmann_json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                          NLOHMANN_JSON_VERSION_PATCH)},
            {"toml++", SORET_TOML_VERSION},
            {"xxHash", fmt::format("{}.{}.{}", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE)},
            {"C library", c_library()},
            {"CLI11", SORET_CLI11_VERSION},
            {"xsimd", SORET_XSIMD_VERSION}};
}

std::string gigabytes(const nlohmann::json& bytes) {
    return bytes.is_null() ? "?" : fmt::format("{:.1f} GB", 1e-9 * bytes.get<double>());
}

std::system_error last_error() {
    return {errno, std::generic_category()};
}

// A file without a name that others could see for longer than this object lives.
class ScratchFile {
public:
    explicit ScratchFile(const std::string& directory) : path_(directory + "/.soret-doctor-XXXXXX") {
        descriptor_ = ::mkstemp(path_.data());
        if (descriptor_ < 0) throw last_error();
    }
    ~ScratchFile() {
        ::close(descriptor_);
        ::unlink(path_.c_str());
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void write(const std::string& block) {
        for (std::size_t done = 0; done < block.size();) {
            const ::ssize_t count = ::write(descriptor_, block.data() + done, block.size() - done);
            if (count < 0 && errno != EINTR) throw last_error();
            if (count > 0) done += static_cast<std::size_t>(count);
        }
    }
    void flush_to_disk() {
        if (::fsync(descriptor_) != 0) throw last_error();
    }

private:
    std::string path_;
    int descriptor_ = -1;
};

// Of blocks that differ and do not compress well.
double written_bytes_per_second(const std::string& directory) {
    std::string block(mebibyte, '\0');
    std::uint64_t word = 1;
    for (char& c : block) {
        word = word * 6364136223846793005U + 1442695040888963407U;
        c = static_cast<char>(word >> 56);
    }
    ScratchFile file(directory);
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t k = 0; k < written_mebibytes; ++k) {
        block[0] = static_cast<char>(k);
        file.write(block);
    }
    file.flush_to_disk();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return static_cast<double>(written_mebibytes * mebibyte) / taken.count();
}

}  // namespace

nlohmann::json machine_json() {
    nlohmann::json sets = nlohmann::json::array();
    for (const InstructionSet set : supported_instruction_sets()) sets.push_back(name_of(set));
    const auto granted = granted_cores();
    return {{"processor", processor_model()},
            {"instruction_sets", sets},
            {"instruction_set_used", name_of(best_instruction_set())},
            {"threads", usable_cores()},
            {"granted_cores", granted ? nlohmann::json(*granted) : nlohmann::json(nullptr)},
            {"memory", memory_json()},
            {"libraries", libraries_json()},
            {"provenance", to_json(provenance(Execution{}))}};
}

std::string described_machine(const nlohmann::json& machine) {
    std::string text;
    const auto line = [&](std::string_view name, const std::string& value) {
        text += fmt::format("  {:<18} {}\n", name, value);
    };
    const auto word = [&](const nlohmann::json& value) { return value.get<std::string>(); };
    line("processor", word(machine.at("processor")));
    line("instruction sets",
         fmt::format("{} (used: {})", fmt::join(machine.at("instruction_sets").get<std::vector<std::string>>(), ", "),
                     word(machine.at("instruction_set_used"))));
    const nlohmann::json& granted = machine.at("granted_cores");
    line("threads", fmt::format("{}{}", machine.at("threads").get<unsigned>(),
                                granted.is_null() ? ""
                                                  : fmt::format("; the container grants the time of {:.3g} cores",
                                                                granted.get<double>())));
    line("memory", fmt::format("{}, {} free", gigabytes(machine.at("memory").at("total_bytes")),
                               gigabytes(machine.at("memory").at("free_bytes"))));
    const nlohmann::json& made = machine.at("provenance");
    line("version", fmt::format("{}, commit {}", word(made.at("version")), word(made.at("commit"))));
    line("compiler", fmt::format("{} {}", word(made.at("compiler")), word(made.at("flags"))));
    std::vector<std::string> libraries;
    for (const auto& [name, version] : machine.at("libraries").items()) libraries.push_back(name + " " + word(version));
    text += fmt::format("  {:<18} {}", "libraries", fmt::join(libraries, ", "));
    return text;
}

CheckLine check_directory(const std::string& directory) {
    CheckLine line;
    line.id = line.quantity = "directory";
    line.fields = {{"free_bytes", nullptr}, {"bytes_per_second", nullptr}};
    std::error_code error;
    if (const auto space = std::filesystem::space(directory, error); !error)
        line.fields["free_bytes"] = space.available;
    try {
        const double rate = written_bytes_per_second(directory);
        line.fields["bytes_per_second"] = rate;
        line.verdict = Verdict::pass;
        line.text =
            fmt::format("{} free here, written at {:.0f} MB/s", gigabytes(line.fields["free_bytes"]), 1e-6 * rate);
    } catch (const std::system_error& reason) {
        line.verdict = Verdict::fail;
        line.text = fmt::format("results cannot be written here: {}", reason.code().message());
    }
    return line;
}

}  // namespace soret
