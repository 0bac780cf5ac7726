#include "soret/validation/report/figures.hpp"

#include <iterator>

#include "soret/validation/report/fep_figures.hpp"
#include "soret/validation/report/field_figures.hpp"
#include "soret/validation/report/gamma_figures.hpp"
#include "soret/validation/report/gas_figures.hpp"
#include "soret/validation/report/kirkwood_buff_figures.hpp"
#include "soret/validation/report/melting_figures.hpp"
#include "soret/validation/report/model_figures.hpp"
#include "soret/validation/report/transport_figures.hpp"

namespace soret {

const std::vector<FigureRule>& all_figures() {
    static const std::vector<FigureRule> rules{transport_figures, field_figures, gamma_figures,   kirkwood_buff_figures,
                                               fep_figures,       model_figures, melting_figures, gas_figures};
    return rules;
}

std::vector<Figure> figures_of(const Results& results, const std::vector<FigureRule>& rules) {
    std::vector<Figure> all;
    for (const FigureRule& rule : rules) {
        std::vector<Figure> more = rule(results);
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return all;
}

}  // namespace soret
