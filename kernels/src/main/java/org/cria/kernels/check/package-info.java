/** Whether a device computes what the CPU does: its operators one by one, against the CPU backend on the same values. */
@NullMarked
package org.cria.kernels.check;

import org.jspecify.annotations.NullMarked;
