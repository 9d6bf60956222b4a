package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Signal;
import java.util.List;

/** A signal as a session sees it. */
public record Signalled(Signal signal) implements Because {
    @Words({"statement", "default"})
    public String getKind() {
        return signal.getKind();
    }

    public String getSays() {
        return signal.says();
    }

    public String getValue() {
        return signal.value();
    }

    public String getHost() {
        return signal.scope().host();
    }

    public String getInstance() {
        return signal.scope().instance();
    }

    public String getLease() {
        return signal.scope().lease();
    }

    public String getProject() {
        return signal.scope().project();
    }

    public long getFrom() {
        return signal.from();
    }

    public long getTill() {
        return signal.till();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(signal);
    }
}
