/** Launches become task graphs, which share a program's memory. */
@NullMarked
package org.cria.kernels.backend.tornado.graph;

import org.jspecify.annotations.NullMarked;
