#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

using testing::content_of;
using testing::message_of;
using testing::TemporaryDirectory;

// Writes past this size fail as on a full disk: an error of write, after some bytes have been taken.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit limit{bytes, old_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_handler_);
    }

private:
    rlimit old_{};
    void (*old_handler_)(int);
};

TEST(AtomicFile, ReplacesTheContentAndLeavesNothingElse) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("summary.json", "old");
    write_file_atomically(path, "new content");
    EXPECT_EQ(content_of(path), "new content");
    EXPECT_EQ(directory.entry_count(), 1u);
}

TEST(AtomicFile, MakesAFileThatIsNotThere) {
    const TemporaryDirectory directory;
    write_file_atomically(directory.path("new"), "");
    EXPECT_TRUE(std::filesystem::exists(directory.path("new")));
}

TEST(AtomicFile, KeepsThePermissionsAndASymbolicLink) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("file", "old");
    ::chmod(path.c_str(), 0640);
    std::filesystem::create_symlink("file", directory.path("link"));
    write_file_atomically(directory.path("link"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(directory.path("link")));
    EXPECT_EQ(content_of(path), "new");
    struct stat status {};
    ::stat(path.c_str(), &status);
    EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST(AtomicFile, KeepsTheOldContentWhenTheDiskIsFull) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("checkpoint", "old");
    const std::string message = message_of<InvalidInput>(
        [&] {
            const FileSizeLimit limit(1000);
            write_file_atomically(path, std::string(100000, 'x'));
        },
        directory
            .path("")  // with its slash
            .substr(0, directory.path("").size() - 1));
    EXPECT_EQ(message, "checkpoint: cannot be written: File too large");
    EXPECT_EQ(content_of(path), "old");
    EXPECT_EQ(directory.entry_count(), 1u);
}

TEST(AtomicFile, NamesTheReasonWhenItCannotWrite) {
    const TemporaryDirectory directory;
    const auto message = [&](const std::string& path) {
        return message_of<InvalidInput>([&] { write_file_atomically(path, "x"); });
    };
    const std::string here = directory.path(".");
    EXPECT_EQ(message(here), here + ": cannot be written: Is a directory");
    const std::string nowhere = directory.path("none/file");
    EXPECT_EQ(message(nowhere), nowhere + ": cannot be written: No such file or directory");
    EXPECT_EQ(message(""), "\"\": cannot be written: No such file or directory");
    if (std::filesystem::exists("/dev/full")) {
        EXPECT_EQ(message("/dev/full"), "/dev/full: cannot be written: No space left on device");
    }
}

TEST(AtomicFile, NeedsPermissionForTheDirectoryAndTheOldFile) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("file", "old");
    std::filesystem::create_directory(directory.path("open"));
    ::chmod(directory.path("open").c_str(), 0777);
    const std::string read_only = directory.file("open/file", "old");
    ::chmod(read_only.c_str(), 0444);
    ::chmod(directory.path(".").c_str(), 0555);
    {
        const testing::WithoutRootPrivileges nobody;
        for (const std::string& target : {directory.path("new"), path, read_only}) {
            EXPECT_EQ(message_of<InvalidInput>([&] { write_file_atomically(target, "x"); }),
                      target + ": cannot be written: Permission denied");
        }
    }
    ::chmod(directory.path(".").c_str(), 0755);
    EXPECT_EQ(content_of(path) + content_of(read_only), "oldold");
}

// What the check says is what the writing would say, and it changes nothing.
TEST(AtomicFile, IsFoundOutBeforehandToBeWritableOrNot) {
    const TemporaryDirectory directory;
    const std::string old = directory.file("old", "old");
    std::filesystem::create_symlink(directory.path("gone"), directory.path("dangling"));
    std::filesystem::create_directory(directory.path("closed"));
    ::chmod(directory.path("closed").c_str(), 0555);
    ASSERT_EQ(::mkfifo(directory.path("pipe").c_str(), 0600), 0);
    const std::size_t entries = directory.entry_count();
    const auto defect = [&](const std::string& path) {
        return message_of<InvalidInput>([&] { check_can_be_written(path); }, directory.path());
    };
    const std::string end = ": cannot be written: ";
    for (const std::string& good :
         {old, directory.path("new"), directory.path("dangling"), directory.path("pipe"), std::string("/dev/full")}) {
        EXPECT_EQ(defect(good), "no error");
    }
    EXPECT_EQ(defect(directory.path("none/file")), "none/file" + end + "No such file or directory");
    EXPECT_EQ(defect(directory.path("old/file")), "old/file" + end + "Not a directory");
    EXPECT_EQ(defect(directory.path("closed")), "closed" + end + "Is a directory");
    EXPECT_EQ(defect(""), "\"\"" + end + "No such file or directory");
    const std::string name(300, 'x');
    EXPECT_EQ(defect(directory.path(name)), name + end + "File name too long");
    {
        ::chmod(directory.path(".").c_str(), 0755);
        const testing::WithoutRootPrivileges nobody;
        EXPECT_EQ(defect(directory.path("closed/file")), "closed/file" + end + "Permission denied");
    }
    EXPECT_EQ(directory.entry_count(), entries);
    EXPECT_EQ(content_of(old), "old");
    EXPECT_FALSE(std::filesystem::exists(directory.path("gone")));
}

TEST(MakeDirectory, MakesParentsAndAcceptsOneThatExists) {
    const TemporaryDirectory directory;
    make_directory(directory.path("a/b/c"));
    make_directory(directory.path("a/b/c"));
    EXPECT_TRUE(std::filesystem::is_directory(directory.path("a/b/c")));
    const std::string file = directory.file("file", "x");
    EXPECT_EQ(message_of<InvalidInput>([&] { make_directory(file); }), file + ": cannot be made: Not a directory");
    EXPECT_EQ(message_of<InvalidInput>([&] { make_directory(file + "/d"); }),
              file + "/d: cannot be made: Not a directory");
}

TEST(AtomicFile, IsNotStoppedByWhatAKilledProcessOfTheSameNumberLeftBehind) {
    const TemporaryDirectory directory;
    const std::string path = directory.path("checkpoint");
    for (int k = 0; k < 50; ++k) directory.file(fmt::format("checkpoint.{}.{}.tmp", ::getpid(), k), "half");
    for (const char* other : {"checkpoint.12.tmp", "checkpoint.1.2.tmp.csv", "other.1.2.tmp"})
        directory.file(other, "");
    write_file_atomically(path, "whole");
    EXPECT_EQ(content_of(path), "whole");
    remove_leftovers(path);
    EXPECT_EQ(directory.entry_count(), 4U);
    EXPECT_EQ(content_of(path), "whole");
}

TEST(MakeDirectory, NamesAnEmptyPath) {
    EXPECT_EQ(message_of<InvalidInput>([] { make_directory(""); }),
              "\"\": cannot be made: must be the path of a directory");
}

}  // namespace
}  // namespace soret
