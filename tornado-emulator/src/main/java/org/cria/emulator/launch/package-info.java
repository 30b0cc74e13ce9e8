/** One launch of one kernel: device memory, work-items, barriers and the watch on every access. */
@NullMarked
package org.cria.emulator.launch;

import org.jspecify.annotations.NullMarked;
