#include "soret/validation/claims/size_claims.hpp"

#include <string>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const RouteName driven{"hnemd"};

/// The points of several curves less those of the main one, with what the points of one curve share. What curves of two
/// sizes share is left out: half of what waves add to L_11 of both, which would make an error of 0.84 % of the mean of
/// D_12 one of 0.93 %.
Curve differences_of_sizes(const Findings& findings, const std::vector<CurveKey>& keys, const Curve& main) {
    Curve all;
    std::vector<Curve> sizes;
    for (std::size_t k = 1; k < keys.size(); ++k) {
        const Curve* size = find_curve(findings.curves, keys[k]);
        if (size == nullptr) continue;
        sizes.push_back(relative_differences(*size, main));
        all.points.insert(all.points.end(), sizes.back().points.begin(), sizes.back().points.end());
    }
    const std::size_t count = all.points.size();
    all.covariance.assign(count * count, 0.0);
    std::size_t first = 0;
    for (const Curve& size : sizes) {
        for (std::size_t i = 0; i < size.points.size(); ++i) {
            for (std::size_t j = 0; j < size.points.size(); ++j) {
                all.covariance[(first + i) * count + first + j] = covariance_of_points(size, i, j);
            }
        }
        first += size.points.size();
    }
    return all;
}

ClaimResult judge_sizes(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const Curve* main = find_curve(findings.curves, instance.curves.front());
    if (main == nullptr) return not_measured(std::move(claim), name_of(instance.curves.front()));
    const Curve differences = differences_of_sizes(findings, instance.curves, *main);
    return needs_compositions(judge_agreement(std::move(claim), differences.points, differences.covariance),
                              differences.points.size(), fewest_in_a_comparison);
}

/// The curve of the main study and those of other sizes.
needs::Needs sizes_of(const Quantity& quantity, Study::Of main, Study::Of other) {
    return [=](const Available& available) -> std::vector<ClaimInstance> {
        ClaimInstance instance{"", {{quantity, driven, {main}}}, {}};
        for (const CurveKey& key : available.curves) {
            const bool of_size =
                key.quantity == quantity && key.by == driven && key.study.of == other && key.study.particles != 0;
            if (of_size) instance.curves.push_back(key);
        }
        if (instance.curves.size() < 2) return {};
        return {instance};
    };
}

Claim claim_about_sizes(const std::string& id, const std::string& statement, const std::string& formula) {
    Claim claim{.id = "finite-size/" + id,
                .statement = statement,
                .formula = formula,
                .unit = "1",
                .source =
                    "Yeh and Hummer, J. Phys. Chem. B 108, 15873 (2004); Jamali et al., J. Chem. Theory Comput. "
                    "14, 2667 (2018); tolerance: half of what the box term changes from 250 to 5 000 particles, our "
                    "reading"};
    claim.tolerance = 0.05;  // of 10 to 15 % of the paper's mixture
    return claim;
}

ClaimRule box_term() {
    return {claim_about_sizes("box-term",
                              "The box term of D_12 is all that the size of the box changes in the Soret coefficient",
                              "D_T = S_T D_12 of larger boxes over that of the main size, minus 1, weighted mean"),
            ClaimScope::any, sizes_of(quantity::thermal_diffusion, Study::Of::main, Study::Of::size), judge_sizes};
}

ClaimRule box_term_of_diffusion() {
    return {
        claim_about_sizes("mutual_diffusion", "The mutual diffusion coefficient lacks in a box what its box term says",
                          "D_12 of larger boxes over that of the main size, each brought to an infinite system by "
                          "its box term, minus 1, weighted mean"),
        ClaimScope::any, sizes_of(quantity::mutual_diffusion, Study::Of::infinite_system, Study::Of::infinite_system),
        judge_sizes};
}

}  // namespace

std::vector<ClaimRule> size_claims() {
    return {box_term(), box_term_of_diffusion()};
}

}  // namespace soret
