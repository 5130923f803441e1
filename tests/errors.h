#pragma once
// What an expression throws, as text.
#include <gtest/gtest.h>

#include <string>

#include "facula/core/error.h"

namespace facula::test {

/// The exception's class and message, "IndexError: ...", or "nothing" when nothing is thrown.
template <class F>
std::string thrown(F&& f) {
  const auto text = [](const char* kind, const Error& e) { return std::string(kind) + ": " + e.what(); };
  try {
    f();
  } catch (const IndexError& e) {
    return text("IndexError", e);
  } catch (const ValueError& e) {
    return text("ValueError", e);
  } catch (const TypeError& e) {
    return text("TypeError", e);
  } catch (const NotImplementedError& e) {
    return text("NotImplementedError", e);
  } catch (const OutOfMemoryError& e) {
    return text("OutOfMemoryError", e);
  } catch (const LinAlgError& e) {
    return text("LinAlgError", e);
  } catch (const Error& e) {
    return text("Error", e);
  }
  return "nothing";
}

/// The message of the Error that f throws, "no error" when it throws none.
template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

/// Whether `message` has `part` in it.
inline ::testing::AssertionResult says(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << '"' << message << "\" does not say \"" << part << '"';
}

}  // namespace facula::test

/// The statement throws an Error with this text in its message.
#define EXPECT_ERROR(statement, text) \
  EXPECT_TRUE(facula::test::says(facula::test::message_of([&] { statement; }), text))

/// The expression throws exactly this: EXPECT_THROWN("IndexError: ...", x[5]).
#define EXPECT_THROWN(wanted, ...) EXPECT_EQ(facula::test::thrown([&] { (void)(__VA_ARGS__); }), wanted)
