/** Task graphs: transfers, device copies of host arrays, and the order of execution. */
@NullMarked
package org.cria.emulator.graph;

import org.jspecify.annotations.NullMarked;
