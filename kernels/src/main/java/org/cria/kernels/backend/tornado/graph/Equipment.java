package org.cria.kernels.backend.tornado.graph;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.device.Target;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;

/**
 * What graphs run on.
 *
 * @param target a device, or what watches in its place
 * @param shape sizes that suit it
 * @param kernels that run there
 */
public record Equipment(Target target, DeviceShape shape, KernelsByOperator kernels) {
    /** With this backend's own kernels. */
    public Equipment(Target target, DeviceShape shape) {
        this(target, shape, KernelsByOperator.STANDARD);
    }

    /** The most rows of a pass. */
    public int rows(Settings settings) {
        return Math.min(shape.batchRows(), settings.batchRows());
    }

    /** Why the rows of a batch are decoded one after the other, though there will be several; empty where they are not. */
    public Optional<String> obstacle(Settings settings) {
        if (settings.decodedRows() == 1) {
            return Optional.empty();
        }
        if (rows(settings) == 1) {
            return Optional.of("batches have one row");
        }
        return Optional.of(kernels.replacements())
                .filter(own -> !own.isEmpty())
                .map(own -> "a kernel of one's own (" + own + ") takes one row");
    }

    /**
     * The phases in which programs run here. Several rows are decoded together only for those who will ask for it: kernels for that would
     * make every start longer.
     */
    public List<Phase> phases(Settings settings) {
        boolean joint = settings.decodedRows() > 1 && obstacle(settings).isEmpty();
        return Stream.of(Phase.values())
                .filter(phase -> joint || phase != Phase.JOINT_DECODE)
                .toList();
    }
}
