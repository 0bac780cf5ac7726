#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/validation/check/results_file.hpp"
#include "soret/validation/simulation/scratch_directory.hpp"

namespace soret {

/// A number with half a unit of the last digit that it was printed with.
struct PrintedValue {
    double value = 0.0;
    double half_unit = 0.0;
};

/// What another program says of one configuration, particles in the order of ids. What it does not say is empty.
struct ProgramAnswer {
    std::array<std::vector<PrintedValue>, 3> force;
    std::vector<PrintedValue> particle_energy;
    std::optional<PrintedValue> potential_energy;
    std::array<std::optional<PrintedValue>, 3> virial;  ///< xx yy zz, no kinetic part
};

/// A configuration as it is to be written for the other program.
struct Question {
    State state;                                    ///< in the order of ids, wrapped
    Mixture mixture;                                ///< differs from that of the check if species are exchanged
    std::array<std::vector<int>, 3> edges_added{};  ///< edges added to each coordinate; empty: none
    int threads = 1;
};

/// How to run it: a line for the shell in which these words are replaced by paths and numbers:
///   {config}   LAMMPS data file          {output}   file with what it computed, in any form of `soret check forces`
///   {xyz}      extended XYZ file         {totals}   a second such file, for what is not of particles
///   {mixture}  mixture file              {threads}  number of threads
///   {input}    a file made of the mixture by `input`, if there is one
struct ProgramCommand {
    std::string line;
    ColumnMap columns;
    std::function<std::string(const Mixture&)> input = {};
    std::string name = {};  ///< for messages; empty: the line, shortened

    /// `--command "LINE"`, or the name.
    std::string shown() const;
    bool has(std::string_view placeholder) const { return line.find(placeholder) != std::string::npos; }
};

/// Whatever can be asked.
class OtherProgram {
public:
    virtual ~OtherProgram() = default;
    /// throws   InvalidInput: it fails
    virtual ProgramAnswer ask(const Question& question) = 0;
    /// Whether a question may have another mixture than the check, or another number of threads than 1.
    virtual bool takes_mixture() const = 0;
    virtual bool takes_threads() const = 0;
};

/// A program behind a command, asked in a directory of its own, which is removed with it.
class CommandedProgram : public OtherProgram {
public:
    /// throws   InvalidArgument: a command without {output}, or without {config} and {xyz}
    ///          InvalidInput: no directory for temporary files
    explicit CommandedProgram(ProgramCommand command);

    const ProgramCommand& command() const { return command_; }
    bool takes_mixture() const override { return command_.has("{mixture}") || command_.has("{input}"); }
    bool takes_threads() const override { return command_.has("{threads}"); }

    /// throws   InvalidInput: the command fails, or leaves no file, or one that cannot be read or is of other particles
    ProgramAnswer ask(const Question& question) override;

private:
    ProgramCommand command_;
    ScratchDirectory directory_{"soret-drive"};
};

}  // namespace soret
