/**
 * Programs as TornadoVM task graphs: for GPUs with TornadoVM's SDK, and for its emulator, which this package does not know. Each
 * package knows those before it: {@code kernel} (what a device computes), {@code device} (sizes that suit it), {@code memory}
 * (arrays), {@code lower} (steps to launches), {@code graph} (launches to task graphs), {@code workbench} (one operator at a time);
 * here they come together.
 */
@NullMarked
package org.cria.kernels.backend.tornado;

import org.jspecify.annotations.NullMarked;
