#include "io/atomic_file.h"

#include <sys/stat.h>

#include "io/helpers.h"

namespace facula::io {
namespace {

std::string text_of(const std::string& path) {
  const Bytes bytes = slurp(path);
  return {bytes.begin(), bytes.end()};
}

TEST(AtomicFile, WritesAndReplaces) {
  const TempDir dir;
  const std::string path = dir.file("a.bin");
  write_file(path, as_bytes("first"));
  EXPECT_EQ(text_of(path), "first");
  write_file(path, as_bytes("2nd"));
  EXPECT_EQ(text_of(path), "2nd");
  EXPECT_EQ(dir.count(), 1u) << "a temporary file was left";
}

TEST(AtomicFile, OldFileStaysUntilCommit) {
  const TempDir dir;
  const std::string path = dir.file("a.bin");
  write_file(path, as_bytes("old"));
  {
    AtomicFile file(path);
    file.write("half", 4);
    EXPECT_EQ(text_of(path), "old");
    EXPECT_EQ(dir.count(), 2u);
  }
  EXPECT_EQ(text_of(path), "old");
  EXPECT_EQ(dir.count(), 1u) << "a temporary file was left";
}

TEST(AtomicFile, KeepsPermissionsAndFollowsLinks) {
  const TempDir dir;
  const std::string path = dir.file("real");
  const std::string link = dir.file("link");
  write_file(path, as_bytes("old"));
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  std::filesystem::create_symlink(path, link);
  write_file(link, as_bytes("new"));
  EXPECT_EQ(text_of(path), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
}

TEST(AtomicFile, WritesToSpecialFilesDirectly) {
  EXPECT_NO_THROW(write_file("/dev/null", as_bytes("gone")));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFile, ErrorsNamePathAndReason) {
  const TempDir dir;
  EXPECT_ERROR(write_file(dir.file("no/such/a"), {}),
               ("cannot write '" + dir.file("no/such/a") + "': No such file or directory").c_str());
  EXPECT_ERROR(write_file(dir.path().string(), {}), "Is a directory");
  EXPECT_ERROR(read_file(dir.file("none")),
               ("cannot read '" + dir.file("none") + "': No such file or directory").c_str());
  EXPECT_ERROR(read_file(dir.path().string()), "Is a directory");
  EXPECT_ERROR(write_file("/dev/full", as_bytes("x")), "No space left on device");
  AtomicFile file(dir.file("a"));
  file.commit();
  EXPECT_ERROR(file.write("x", 1), "already committed");
  EXPECT_ERROR(file.commit(), "already committed");
}

TEST(ReadFile, ReadsWholeWithinItsLimit) {
  const TempDir dir;
  const std::string path = dir.file("a");
  write_file(path, as_bytes("12345"));
  EXPECT_EQ(read_file(path, 5).size(), 5u);
  EXPECT_ERROR(read_file(path, 4), "it has 5 bytes and at most 4 are allowed");
  write_file(path, {});
  EXPECT_EQ(read_file(path).size(), 0u);
  EXPECT_EQ(read_file("/dev/null").size(), 0u);
  EXPECT_ERROR(read_file("/dev/zero", 100000), "more than the 100000 bytes allowed");
}

}  // namespace
}  // namespace facula::io
