package dev.hindcast.audit;

import dev.hindcast.reasoning.Claim;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.SegmentText;
import java.util.List;

/**
 * One thing that a span or a host rests on: what was settled, by which rules on which rows, and what was said against it.
 *
 * @param ofHost  whether it is about the host that the span lies on and not about the span's own entity
 * @param winners the rules that agree on it, the strongest first; never empty
 * @param losers  the rules that said something else
 */
public record Ground(SegmentText segment, boolean ofHost, List<Reason> winners, List<Reason> losers) {
    /** What one rule concluded, and the rows it did so from. */
    public record Reason(ClaimText claim, List<EvidenceText> evidence) {
        public Reason {
            evidence = List.copyOf(evidence);
        }
    }

    public Ground {
        if (winners.isEmpty()) {
            throw new IllegalArgumentException("segment " + segment.id() + " has no winning claim");
        }
        winners = List.copyOf(winners);
        losers = List.copyOf(losers);
    }

    /** Whether a loser only said that nothing is known, which whoever knows something overrules. */
    static boolean knowsNothing(Reason loser) {
        return loser.claim().value().equals(Claim.UNKNOWN)
                || loser.claim().value().equals("unspoken");
    }

    /** Why a loser lost. */
    String defeat(Reason loser) {
        ClaimText won = winners.get(0).claim();
        ClaimText lost = loser.claim();
        if (lost.precedence() < won.precedence()) {
            return "it ranks below (" + lost.precedence() + " against " + won.precedence() + ")";
        }
        if (lost.confidence() < won.confidence()) {
            return "it ranks as high but is less sure (" + Words.number(lost.confidence()) + " against "
                    + Words.number(won.confidence()) + ")";
        }
        return "it ranks as high and is as sure, so neither is taken";
    }
}
