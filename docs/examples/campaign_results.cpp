// campaign_results RESULTS.json: the verdicts of a campaign and its curves of S_T, as a table for a plot.
#include <cstdio>

#include <soret/soret.hpp>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: campaign_results RESULTS.json\n");
        return 2;
    }
    try {
        const soret::Results results = soret::results_from_json(soret::read_json_file(argv[1]));
        for (const soret::ClaimResult& claim : results.claims) {
            const std::string verdict(soret::name_of(claim.judgement.verdict));
            std::printf("# %s: %s\n", claim.claim.id.c_str(), verdict.c_str());
        }
        for (const auto& [key, curve] : results.findings.curves) {
            if (key.quantity != soret::quantity::soret_coefficient || !key.is_main()) continue;
            for (const soret::CurvePoint& point : curve.points) {
                std::printf("%s %.4f %.4f %.4f\n", soret::name_of(key).c_str(), point.x, point.estimate.value,
                            point.estimate.standard_error);
            }
        }
        return 0;
    } catch (const soret::Error& error) {
        std::fprintf(stderr, "campaign_results: %s\n", error.what());
        return 2;
    }
}
