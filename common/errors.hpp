#pragma once

#include <stdexcept>
#include <string>

namespace soret {

/// Base of every error that is the caller's to mend. The message is one line: place, value, allowed range.
/// The command line prints it and exits with code 2.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A file or a command line that cannot be used: the message begins with the file and the place in it.
class InvalidInput : public Error {
public:
    using Error::Error;
};

/// An argument of a library call outside its stated range.
class InvalidArgument : public Error {
public:
    using Error::Error;
};

/// A physical state that the equations cannot be evaluated for: a particle on top of another, an edge below 2 r_c.
class InvalidState : public Error {
public:
    using Error::Error;
};

}  // namespace soret
