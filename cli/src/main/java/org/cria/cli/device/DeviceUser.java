package org.cria.cli.device;

/** A command, or a part of one, that runs on a device: what must be known of it before its JVM starts. */
public interface DeviceUser {
    /** As {@code --device} has it. */
    String device();

    /**
     * The most bytes of weights, cache and activations at a time.
     *
     * @throws org.cria.kernels.CriaException where the model's file does not tell
     */
    long plannedBytes();
}
