/**
 * Programs as TornadoVM task graphs: for GPUs with TornadoVM's SDK, and for its emulator, which this package does not know. Steps
 * are fused ({@link org.cria.kernels.backend.tornado.Fusion}), lowered to launches of kernels
 * ({@link org.cria.kernels.backend.tornado.Lowering}), and put into graphs that share one memory
 * ({@link org.cria.kernels.backend.tornado.Device}).
 */
@NullMarked
package org.cria.kernels.backend.tornado;

import org.jspecify.annotations.NullMarked;
