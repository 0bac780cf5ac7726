#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "soret/validation/simulation/scratch_directory.hpp"

namespace soret::testing {

/// A directory of the test's own that goes with it.
class TemporaryDirectory {
public:
    std::string path() const { return directory_.path().string(); }
    std::string path(std::string_view name) const { return (directory_.path() / name).string(); }

    /// Writes a file and returns its path.
    std::string file(std::string_view name, std::string_view content) const {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }

    std::size_t entry_count() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory_.path()), {}));
    }

private:
    ScratchDirectory directory_{"soret_test"};
};

inline std::string content_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The message of an error with the directory taken out, or "no error".
template <class Error, class Action>
std::string message_of(Action action, const std::string& directory = {}) {
    try {
        action();
    } catch (const Error& error) {
        std::string text = error.what();
        for (std::size_t at = 0; !directory.empty() && (at = text.find(directory + "/")) != std::string::npos;) {
            text.erase(at, directory.size() + 1);
        }
        return text;
    }
    return "no error";
}

/// File permissions do not hold for root: while this lives, the process is somebody else.
class WithoutRootPrivileges {
public:
    WithoutRootPrivileges() : was_root_(::geteuid() == 0) {
        if (was_root_ && ::seteuid(65534) != 0) throw std::runtime_error("cannot give up privileges");
    }
    WithoutRootPrivileges(const WithoutRootPrivileges&) = delete;
    WithoutRootPrivileges& operator=(const WithoutRootPrivileges&) = delete;
    ~WithoutRootPrivileges() {
        if (was_root_ && ::seteuid(0) != 0) std::abort();
    }

private:
    bool was_root_;
};

}  // namespace soret::testing
