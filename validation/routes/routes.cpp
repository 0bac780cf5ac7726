#include "soret/validation/routes/routes.hpp"

#include "soret/validation/routes/activation/activation.hpp"
#include "soret/validation/routes/fep/fep.hpp"
#include "soret/validation/routes/flow_size.hpp"
#include "soret/validation/routes/gcmc/gcmc.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/isotope/isotope.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/theory_curves.hpp"
#include "soret/validation/routes/transport_curves.hpp"

namespace soret {

const RouteTable& all_routes() {
    static const RouteTable table{
        {std::make_shared<SemiGrandRoute>(), std::make_shared<GreenKuboRoute>(), std::make_shared<HnemdRoute>(),
         std::make_shared<NemdRoute>(), std::make_shared<KirkwoodBuffRoute>(), std::make_shared<FepRoute>(),
         std::make_shared<GrandCanonicalRoute>(), std::make_shared<ActivationRoute>(), std::make_shared<MeltingRoute>(),
         std::make_shared<IsotopeRoute>()},
        {transport_curves(), flows_at_published_size(), theory_curves()}};
    return table;
}

const Route& route_by_name(const std::string& name) {
    return all_routes().named(name);
}

}  // namespace soret
