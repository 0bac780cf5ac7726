#include "soret/validation/claims/claims.hpp"

#include <iterator>

#include "soret/validation/claims/equations_of_state.hpp"
#include "soret/validation/claims/fep_claims.hpp"
#include "soret/validation/claims/fits.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/claims/gas_claims.hpp"
#include "soret/validation/claims/kirkwood_buff_claims.hpp"
#include "soret/validation/claims/melting_claims.hpp"
#include "soret/validation/claims/model_claims.hpp"
#include "soret/validation/claims/run_claims.hpp"
#include "soret/validation/claims/size_claims.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "soret/validation/claims/theory_claims.hpp"
#include "soret/validation/claims/transport_claims.hpp"

namespace soret {

const ClaimTable& all_claims() {
    static const ClaimTable table = [] {
        ClaimTable all;
        for (const auto rules : {soret_claims, gamma_claims, kirkwood_buff_claims, fep_claims, transport_claims,
                                 size_claims, model_claims, melting_claims, gas_claims, theory_claims, run_claims}) {
            std::vector<ClaimRule> more = rules();
            all.rules.insert(all.rules.end(), std::make_move_iterator(more.begin()),
                             std::make_move_iterator(more.end()));
        }
        all.least_tier_of_route = {{"rdf", Tier::standard}, {"gcmc", Tier::standard}};
        all.least_tier_of_gamma = all.least_tier_of_route;
        all.least_tier_of_gamma["fep"] = Tier::standard;
        all.equations_hold = [](const StateLine& line) { return EquationsOfState::along(line).has_value(); };
        all.fits = fits_to_json;
        all.doubt = doubt_of_zero_field;
        return all;
    }();
    return table;
}

}  // namespace soret
