package org.cria.emulator;

import java.util.List;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** Thrown where a finding is made, or at the end of the launch that made it. */
public final class FindingException extends TornadoRuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    /** @param findings at least one */
    public FindingException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** What was found, in the order of execution. */
    public List<Finding> findings() {
        return findings;
    }
}
