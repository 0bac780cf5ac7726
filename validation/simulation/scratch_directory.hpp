#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

/// A directory of one's own for temporary files, which is removed with all that is in it.
class ScratchDirectory {
public:
    /// name     what its own name begins with
    /// throws   InvalidInput: it cannot be made
    explicit ScratchDirectory(std::string_view name) {
        std::string pattern = (std::filesystem::temp_directory_path() / fmt::format("{}-XXXXXX", name)).string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw InvalidInput(fmt::format("{}: cannot be made: must be a directory for temporary files", pattern));
        }
        path_ = pattern;
    }
    ~ScratchDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace soret
