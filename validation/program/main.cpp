#include "soret/validation/program/command_line.hpp"

int main(int argc, char** argv) {
    return soret::run_command_line(argc, argv);
}
