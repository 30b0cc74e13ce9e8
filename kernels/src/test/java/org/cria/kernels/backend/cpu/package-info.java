/** What is the CPU backend's own: its threads, its cache's bytes, its choice of loops. */
@NullMarked
package org.cria.kernels.backend.cpu;

import org.jspecify.annotations.NullMarked;
