/** A device opened up for checks and measurements: operators one at a time, memory and launches timed. */
@NullMarked
package org.cria.kernels.backend.tornado.workbench;

import org.jspecify.annotations.NullMarked;
